#include "streams.h"

#include <algorithm>
#include <vector>

namespace streams {
namespace {

std::vector<Stream*> all;
Past host;
unsigned long streams_so_far;
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
  // What the host has seen done before it asked for this.
  stream.past.join(host);
  stream.past.done[stream.number] = ++stream.operations;
  stream.waiting.push_back(std::move(operation));
  if (schedule == AT_ONCE) {
    run(stream);
  }
}

}  // namespace

void Past::join(const Past& other) {
  for (auto [stream, operation] : other.done) {
    unsigned long& known = done[stream];
    known = std::max(known, operation);
  }
}

bool Past::has(unsigned long stream, unsigned long operation) const {
  auto known = done.find(stream);
  return known != done.end() && known->second >= operation;
}

std::string touch(Stream& stream, Touches& touches, bool writes, const std::string& by) {
  std::string found;
  auto look = [&](const std::map<unsigned long, Touches::Touch>& others) {
    for (auto& [number, touch] : others) {
      if (number != stream.number && !stream.past.has(number, touch.operation)) {
        found = touch.by;
      }
    }
  };
  look(touches.writes);
  if (writes) {
    look(touches.reads);
  }
  (writes ? touches.writes : touches.reads)[stream.number] = {stream.operations, by};
  return found;
}

void add(Stream& stream) {
  stream.number = ++streams_so_far;
  all.push_back(&stream);
}

void remove(Stream& stream) {
  all.erase(std::find(all.begin(), all.end(), &stream));
}

void set_schedule(Schedule wanted) {
  run_all();
  schedule = wanted;
}

void enqueue(Stream& stream, std::function<void()> operation) {
  put(stream, {std::move(operation), nullptr, 0});
}

void record(Stream& stream, Event& event) {
  unsigned long ticket = ++event.recorded;
  event.on = &stream;
  Event* recorded = &event;
  put(stream, {[recorded, ticket] { recorded->passed = ticket; }, nullptr, 0, recorded});
  event.past = stream.past;
}

void wait(Stream& stream, Event& event) {
  put(stream, {nullptr, &event, event.recorded});
  stream.past.join(event.past);
}

bool is_done(const Event& event) {
  return event.passed >= event.recorded;
}

bool is_last(const Event& event) {
  return event.on != nullptr && !event.on->waiting.empty() && event.on->waiting.back().marks == &event;
}

void finish(Stream& stream) {
  host.join(stream.past);
  others_first(&stream);
  run(stream);
}

void finish(Event& event) {
  host.join(event.past);
  others_first(event.on);
  if (event.on != nullptr) {
    run_until(*event.on, [&] { return event.passed >= event.recorded; });
  }
}

void finish_all() {
  for (Stream* stream : all) {
    host.join(stream->past);
  }
  run_all();
}

void run_all() {
  for (Stream* stream : all) {
    run(*stream);
  }
}

}  // namespace streams
