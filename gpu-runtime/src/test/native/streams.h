// Streams and events as queues that run as late, as early or in as odd an order as the driver might: what depends on a wait that is
// missing gives other results then.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>

namespace streams {

struct Stream;

// What is known to be done before something begins: so many operations of each stream, by its number. It follows from what the host
// has asked for, whatever order the streams run in here.
struct Past {
  std::map<unsigned long, unsigned long> done;

  void join(const Past& other);
  bool has(unsigned long stream, unsigned long operation) const;
};

// Who read and who wrote a piece of memory last, by stream.
struct Touches {
  struct Touch {
    unsigned long operation;
    std::string by;
  };
  std::map<unsigned long, Touch> reads, writes;
};

// Counts its records: those asked for, and those that have come to pass.
struct Event {
  unsigned long recorded = 0;
  unsigned long passed = 0;
  Stream* on = nullptr;
  Past past;
};

struct Operation {
  std::function<void()> run;
  Event* wait;
  unsigned long ticket;
  Event* marks = nullptr;
};

struct Stream {
  std::deque<Operation> waiting;
  bool running = false;
  unsigned long number = 0;
  unsigned long operations = 0;
  Past past;
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

// Notes that the operation which was enqueued last touches memory; who touches it at the same time in another stream and should not, or
// nothing.
std::string touch(Stream& stream, Touches& touches, bool writes, const std::string& by);

// Whether the last record of an event has come to pass.
bool is_done(const Event& event);

// Whether nothing was enqueued behind the last record of an event: who waits for it leaves the stream idle afterwards.
bool is_last(const Event& event);

// Runs what the caller waits for.
void finish(Stream& stream);
void finish(Event& event);
void finish_all();

// Runs everything, but the caller did not wait.
void run_all();

}  // namespace streams
