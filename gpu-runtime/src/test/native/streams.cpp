#include "streams.h"

#include <algorithm>
#include <vector>

namespace streams {
namespace {

std::vector<Stream*> all;
Schedule schedule = AT_ONCE;

void run_until(Stream& stream, const std::function<bool()>& done);

void run_next(Stream& stream) {
  Operation next = std::move(stream.waiting.front());
  stream.waiting.pop_front();
  if (next.wait != nullptr && next.wait->passed < next.ticket && next.wait->on != nullptr) {
    Event& event = *next.wait;
    run_until(*event.on, [&] { return event.passed >= next.ticket; });
  }
  if (next.run) {
    next.run();
  }
}

void run_until(Stream& stream, const std::function<bool()>& done) {
  // A stream that waits for one that waits for it: the other goes on, as a driver would never let it come to this.
  if (stream.running) {
    return;
  }
  stream.running = true;
  while (!stream.waiting.empty() && !done()) {
    run_next(stream);
  }
  stream.running = false;
}

void run(Stream& stream) {
  run_until(stream, [] { return false; });
}

void others_first(const Stream* stream) {
  if (schedule == OTHERS_FIRST) {
    for (size_t k = all.size(); k-- > 0;) {
      if (all[k] != stream) {
        run(*all[k]);
      }
    }
  }
}

void put(Stream& stream, Operation operation) {
  stream.waiting.push_back(std::move(operation));
  if (schedule == AT_ONCE) {
    run(stream);
  }
}

}  // namespace

void add(Stream& stream) {
  all.push_back(&stream);
}

void remove(Stream& stream) {
  all.erase(std::find(all.begin(), all.end(), &stream));
}

void set_schedule(Schedule wanted) {
  finish_all();
  schedule = wanted;
}

void enqueue(Stream& stream, std::function<void()> operation) {
  put(stream, {std::move(operation), nullptr, 0});
}

void record(Stream& stream, Event& event) {
  unsigned long ticket = ++event.recorded;
  event.on = &stream;
  Event* recorded = &event;
  put(stream, {[recorded, ticket] { recorded->passed = ticket; }, nullptr, 0});
}

void wait(Stream& stream, Event& event) {
  put(stream, {nullptr, &event, event.recorded});
}

void finish(Stream& stream) {
  others_first(&stream);
  run(stream);
}

void finish(Event& event) {
  others_first(event.on);
  if (event.on != nullptr) {
    run_until(*event.on, [&] { return event.passed >= event.recorded; });
  }
}

void finish_all() {
  for (Stream* stream : all) {
    run(*stream);
  }
}

}  // namespace streams
