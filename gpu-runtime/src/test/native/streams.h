// Streams and events as queues that run as late, as early or in as odd an order as the driver might: what depends on a wait that is
// missing gives other results then.
#pragma once

#include <deque>
#include <functional>

namespace streams {

struct Stream;

// Counts its records: those asked for, and those that have come to pass.
struct Event {
  unsigned long recorded = 0;
  unsigned long passed = 0;
  Stream* on = nullptr;
};

struct Operation {
  std::function<void()> run;
  Event* wait;
  unsigned long ticket;
};

struct Stream {
  std::deque<Operation> waiting;
  bool running = false;
};

enum Schedule {
  AT_ONCE,       // when enqueued
  WHEN_ASKED,    // when somebody waits for the stream, and then no other stream than those it waits for
  OTHERS_FIRST,  // when somebody waits for the stream, all other streams before it
};

void add(Stream& stream);
void remove(Stream& stream);
void set_schedule(Schedule schedule);

void enqueue(Stream& stream, std::function<void()> run);
void record(Stream& stream, Event& event);
void wait(Stream& stream, Event& event);

// Runs what the caller waits for.
void finish(Stream& stream);
void finish(Event& event);
void finish_all();

}  // namespace streams
