// The C interface of libmosquitto, as Debian ships it (2.0.11 and later).
#include <mosquitto.h>
#include <mqtt_protocol.h>
