// What `vigie-bench decode` is measured against: simdjson's DOM and the same fields of the same messages.
//
// simdjson_decode espresense|minew FILE ROUNDS: the file holds a topic, a tab and a payload in each line. Every payload
// lies in memory with simdjson's padding before the clock starts, so that nothing is copied. Fields are found in one
// pass over each object; strings stay views into the document, times stay text, addresses are not brought to one form.

#include <simdjson.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Message {
    std::string topic;
    simdjson::padded_string payload;
};

struct Observation {
    std::string_view tag, reader, time, uuid, raw;
    double rssi = NAN, distance = NAN, battery = NAN, temperature = NAN, humidity = NAN, milliVolts = NAN;
    int64_t idType = -1, major = -1, minor = -1, power = 0;
};

double number(simdjson::dom::element value) {
    double number = NAN;
    if (value.get(number)) return NAN;
    return number;
}

int64_t integer(simdjson::dom::element value) {
    int64_t number = -1;
    if (value.get(number)) return -1;
    return number;
}

std::string_view text(simdjson::dom::element value) {
    std::string_view text;
    if (value.get(text)) return {};
    return text;
}

void espresense(const std::string &topic, simdjson::dom::element root, std::vector<Observation> &out) {
    Observation one;
    one.reader = std::string_view(topic).substr(topic.rfind('/') + 1);
    simdjson::dom::object object;
    if (root.get(object)) return;
    for (auto [key, value] : object) {
        if (key == "id") one.tag = text(value);
        else if (key == "idType") one.idType = integer(value);
        else if (key == "rssi") one.rssi = number(value);
        else if (key == "distance") one.distance = number(value);
        else if (key == "batt") one.battery = number(value);
        else if (key == "temp") one.temperature = number(value);
        else if (key == "rh") one.humidity = number(value);
        else if (key == "mV") one.milliVolts = number(value);
    }
    out.push_back(one);
}

void minew(simdjson::dom::element root, std::vector<Observation> &out) {
    simdjson::dom::array array;
    if (root.get(array)) return;
    std::string_view gateway;
    for (simdjson::dom::element element : array) {
        Observation one;
        std::string_view type;
        simdjson::dom::object object;
        if (element.get(object)) continue;
        for (auto [key, value] : object) {
            if (key == "mac") one.tag = text(value);
            else if (key == "type") type = text(value);
            else if (key == "timestamp") one.time = text(value);
            else if (key == "rssi") one.rssi = number(value);
            else if (key == "battery") one.battery = number(value);
            else if (key == "temperature") one.temperature = number(value);
            else if (key == "humidity") one.humidity = number(value);
            else if (key == "ibeaconUuid") one.uuid = text(value);
            else if (key == "ibeaconMajor") one.major = integer(value);
            else if (key == "ibeaconMinor") one.minor = integer(value);
            else if (key == "ibeaconTxPower") one.power = integer(value);
            else if (key == "rawData") one.raw = text(value);
        }
        if (type == "Gateway") {
            gateway = one.tag;
            continue;
        }
        one.reader = gateway;
        out.push_back(one);
    }
}

}  // namespace

int main(int count, char **arguments) {
    if (count != 4) return 64;
    const bool isMinew = std::strcmp(arguments[1], "minew") == 0;
    const int rounds = std::atoi(arguments[3]);
    std::vector<Message> messages;
    std::ifstream file(arguments[2]);
    for (std::string line; std::getline(file, line);) {
        const auto tab = line.find('\t');
        if (tab == std::string::npos) continue;
        messages.push_back({line.substr(0, tab), simdjson::padded_string(line.substr(tab + 1))});
    }
    simdjson::dom::parser parser;
    std::vector<Observation> observations;
    uint64_t entries = 0;
    double sum = 0;
    timespec begun{}, ended{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
    for (int round = 0; round < rounds; ++round) {
        observations.clear();
        for (const Message &message : messages) {
            simdjson::dom::element root;
            if (parser.parse(message.payload).get(root)) continue;
            if (isMinew) minew(root, observations);
            else espresense(message.topic, root, observations);
        }
        entries += observations.size();
        for (const Observation &one : observations) sum += std::round(one.rssi * 100);
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ended);
    const double seconds = double(ended.tv_sec - begun.tv_sec) + double(ended.tv_nsec - begun.tv_nsec) / 1e9;
    std::printf("%.9f %llu %.0f\n", seconds, static_cast<unsigned long long>(entries), sum);
    return 0;
}
