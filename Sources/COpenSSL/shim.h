// Message digests of OpenSSL's libcrypto, 3.0 and later: libmosquitto brings the library already.
#include <openssl/evp.h>
