// The same workload as Workload.swift on Boost.Geometry's R-trees, one tree per level: quadratic, linear and R*.
// Prints one line per timed run: variant, operation, operations, seconds of CPU; and checksums of what was found.

#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iterator>
#include <utility>
#include <vector>

namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;

using Point = bg::model::point<float, 2, bg::cs::cartesian>;
using Box = bg::model::box<Point>;
using Value = std::pair<Point, int32_t>;

static uint64_t mix(uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

struct SplitMix {
    uint64_t state;
    uint64_t next() { return mix(state += 0x9e3779b97f4a7c15ULL); }
};

// Lattice of 1/128 m: squared distances up to 16 m are exact in float, so that both sides can be compared bit by bit.
constexpr int64_t width = 300 * 128, height = 200 * 128;
constexpr float lattice = 1.0f / 128;

struct Place {
    int32_t slot, level;
    float x, y;
};

struct Workload {
    std::vector<Place> start, moves, queries;
    int levels;

    Workload(int count, int levels, int moveCount, int queryCount, uint64_t seed) : levels(levels) {
        SplitMix random{seed};
        std::vector<int64_t> x(count), y(count), level(count);
        for (int slot = 0; slot < count; slot++) {
            level[slot] = random.next() % levels;
            x[slot] = random.next() % (width + 1);
            y[slot] = random.next() % (height + 1);
            start.push_back(place(slot, level[slot], x[slot], y[slot]));
        }
        for (int i = 0; i < moveCount; i++) {
            int slot = int(random.next() % uint64_t(count));
            uint64_t step = random.next();
            x[slot] = std::clamp<int64_t>(x[slot] + int64_t(step % 257) - 128, 0, width);
            y[slot] = std::clamp<int64_t>(y[slot] + int64_t((step >> 16) % 257) - 128, 0, height);
            if ((step >> 40) % 100 == 0) level[slot] = (level[slot] + (step >> 63 ? 1 : levels - 1)) % levels;
            moves.push_back(place(slot, level[slot], x[slot], y[slot]));
        }
        for (int i = 0; i < queryCount; i++) {
            int64_t queryLevel = random.next() % levels;
            int64_t queryX = random.next() % (width + 1);
            int64_t queryY = random.next() % (height + 1);
            queries.push_back(place(i, queryLevel, queryX, queryY));
        }
    }

    static Place place(int64_t slot, int64_t level, int64_t x, int64_t y) {
        return {int32_t(slot), int32_t(level), float(x) * lattice, float(y) * lattice};
    }
};

static double cpuSeconds() {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

static int64_t sink = 0;

template <typename Tree>
struct Run {
    const Workload& workload;
    const char* name;
    std::vector<Tree> trees;
    std::vector<Place> now;

    Run(const Workload& workload, const char* name) : workload(workload), name(name), now(workload.start) {
        for (int level = 0; level < workload.levels; level++) {
            std::vector<Value> values;
            for (const Place& place : now)
                if (place.level == level) values.emplace_back(Point(place.x, place.y), place.slot);
            trees.emplace_back(values.begin(), values.end());
        }
    }

    void move(size_t from, size_t to) {
        for (size_t i = from; i < to; i++) {
            const Place& next = workload.moves[i];
            Place& old = now[next.slot];
            trees[old.level].remove(Value(Point(old.x, old.y), old.slot));
            trees[next.level].insert(Value(Point(next.x, next.y), next.slot));
            old = next;
        }
    }

    void nearest(const Place& query, std::vector<Value>& found) {
        found.clear();
        trees[query.level].query(bgi::nearest(Point(query.x, query.y), 10), std::back_inserter(found));
    }

    void window(const Place& query, std::vector<Value>& found) {
        found.clear();
        Box box(Point(query.x - 5, query.y - 5), Point(query.x + 5, query.y + 5));
        trees[query.level].query(bgi::intersects(box), std::back_inserter(found));
    }

    template <typename Body>
    void time(const char* operation, size_t count, Body body) {
        double begun = cpuSeconds();
        body();
        std::printf("time\t%s\t%s\t%zu\t%.9f\n", name, operation, count, cpuSeconds() - begun);
    }

    void checksums(size_t count) {
        std::vector<Value> found;
        uint64_t nearestSum = 0, windowSum = 0;
        for (size_t i = 0; i < count; i++) {
            const Place& query = workload.queries[i];
            nearest(query, found);
            // What is nearer than the last is one set; of those at the last distance any may have been taken.
            float last = 0;
            auto squared = [&](const Value& value) {
                float dx = value.first.get<0>() - query.x, dy = value.first.get<1>() - query.y;
                return dx * dx + dy * dy;
            };
            for (const Value& value : found) last = std::max(last, squared(value));
            for (const Value& value : found)
                if (squared(value) < last) nearestSum += mix((i << 32) + uint64_t(value.second));
            nearestSum += mix((i << 32) + uint64_t(last * 16384));
            window(query, found);
            for (const Value& value : found) windowSum += mix((i << 32) + uint64_t(value.second));
        }
        std::printf("check\t%s\tnearest\t%016llx\n", name, (unsigned long long)nearestSum);
        std::printf("check\t%s\twindow\t%016llx\n", name, (unsigned long long)windowSum);
    }

    void all(size_t warm, size_t perRun, int runs, size_t checked) {
        move(0, warm);
        std::vector<Value> found;
        for (int run = 0; run < runs; run++) {
            size_t from = warm + size_t(run) * perRun;
            time("move", perRun, [&] { move(from, from + perRun); });
            time("nearest", workload.queries.size(), [&] {
                for (const Place& query : workload.queries) {
                    nearest(query, found);
                    for (const Value& value : found) sink += value.second;
                }
            });
            time("window", workload.queries.size(), [&] {
                for (const Place& query : workload.queries) {
                    window(query, found);
                    for (const Value& value : found) sink += value.second;
                }
            });
        }
        checksums(checked);
        std::fflush(stdout);
    }
};

int main(int argc, char** argv) {
    if (argc != 9) return 64;
    int count = std::atoi(argv[1]), levels = std::atoi(argv[2]), warm = std::atoi(argv[3]);
    int perRun = std::atoi(argv[4]), runs = std::atoi(argv[5]), queries = std::atoi(argv[6]);
    int checked = std::atoi(argv[7]);
    Workload workload(count, levels, warm + perRun * runs, queries, std::strtoull(argv[8], nullptr, 10));
    Run<bgi::rtree<Value, bgi::quadratic<16>>>(workload, "quadratic<16>").all(warm, perRun, runs, checked);
    Run<bgi::rtree<Value, bgi::linear<16>>>(workload, "linear<16>").all(warm, perRun, runs, checked);
    Run<bgi::rtree<Value, bgi::rstar<16>>>(workload, "rstar<16>").all(warm, perRun, runs, checked);
    Run<bgi::rtree<Value, bgi::quadratic<8>>>(workload, "quadratic<8>").all(warm, perRun, runs, checked);
    std::fprintf(stderr, "%lld\n", (long long)sink);
}
