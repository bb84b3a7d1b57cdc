// Runs one kernel launch: blocks one after another, the threads of a block as fibers.
#include "emulation.h"

#include <sys/mman.h>

namespace emulation {

Thread* current;
dim3 block_index, block_size, grid_size;
Exchange exchanges[32];

namespace {

enum State { READY, AT_WARP, AT_BLOCK, DONE };

constexpr int MOST_THREADS = 1024;
constexpr size_t STACK = 128 * 1024;

Thread threads[MOST_THREADS];
void* scheduler;
char* stacks;
const Kernel* running;
void** parameters;
int order;
int counter, counted;

}  // namespace

// Saves what the caller must find again, and goes on where the other fiber gave way.
extern "C" void splatlas_switch(void** save, void* load);
asm(R"(
.text
.globl splatlas_switch
.hidden splatlas_switch
.type splatlas_switch,@function
splatlas_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size splatlas_switch,.-splatlas_switch
)");

static void give_way(State state) {
  current->state = state;
  splatlas_switch(&current->stack, scheduler);
}

void wait_for_warp() {
  give_way(AT_WARP);
}

void order_warp() {
  current->orders = true;
  give_way(AT_WARP);
}

void wait_for_block() {
  give_way(AT_BLOCK);
}

int count_in_block(int predicate) {
  counter += predicate ? 1 : 0;
  give_way(AT_BLOCK);
  return counted;
}

static void body() {
  running->call(parameters);
  give_way(DONE);
}

static void start(Thread& thread, int slot) {
  char* top = stacks + (slot + 1) * STACK;
  void** frame = reinterpret_cast<void**>(top - 64);
  frame[6] = reinterpret_cast<void*>(&body);
  thread.stack = frame;
  thread.state = READY;
  thread.parity = 0;
  thread.orders = false;
}

// The k-th of n in the order of this launch: forwards, backwards, or all even ones before all odd ones.
static int place(int k, int n) {
  if (order == 1) {
    return n - 1 - k;
  }
  if (order == 2) {
    int evens = (n + 1) / 2;
    return k < evens ? 2 * k : 2 * (k - evens) + 1;
  }
  return k;
}

// Runs the threads of a warp until they are done or wait for the block; false when they wait for each other in vain.
static bool run_warp(int first, int lanes) {
  while (true) {
    for (int k = 0; k < lanes; k++) {
      Thread& thread = threads[first + place(k, lanes)];
      if (thread.state == READY) {
        current = &thread;
        splatlas_switch(&scheduler, thread.stack);
      }
    }
    int waiting = 0;
    for (int k = 0; k < lanes; k++) {
      waiting += threads[first + k].state == AT_WARP ? 1 : 0;
    }
    if (waiting == 0) {
      return true;
    }
    if (waiting < 32) {
      return false;
    }
    int orders = 0;
    for (int k = 0; k < lanes; k++) {
      Thread& thread = threads[first + k];
      thread.state = READY;
      orders += thread.orders ? 1 : 0;
      thread.orders = false;
    }
    if (orders != 0 && orders != 32) {
      return false;
    }
    if (orders != 0) {
      checker::pass_warp_barrier(first / 32);
    }
  }
}

static bool run_block(int n) {
  int warps = (n + 31) / 32;
  counter = 0;
  while (true) {
    for (int k = 0; k < warps; k++) {
      int first = 32 * place(k, warps);
      if (!run_warp(first, std::min(32, n - first))) {
        return false;
      }
    }
    counted = counter;
    counter = 0;
    checker::pass_barrier();
    int waiting = 0;
    for (int k = 0; k < n; k++) {
      if (threads[k].state == AT_BLOCK) {
        threads[k].state = READY;
        waiting++;
      }
    }
    if (waiting == 0) {
      return true;
    }
  }
}

const char* run(const Kernel& kernel, dim3 grid, dim3 block, void** params, int thread_order) {
  int n = block.x * block.y * block.z;
  if (n > MOST_THREADS) {
    return "more than 1024 threads in a block";
  }
  if (stacks == nullptr) {
    void* space = mmap(nullptr, MOST_THREADS * STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (space == MAP_FAILED) {
      return "no memory for the stacks of the emulation";
    }
    stacks = static_cast<char*>(space);
  }
  running = &kernel;
  parameters = params;
  order = thread_order;
  block_size = block;
  grid_size = grid;
  unsigned blocks = grid.x * grid.y * grid.z;
  checker::begin_launch();
  for (unsigned b = 0; b < blocks; b++) {
    unsigned at = place(b, blocks);
    checker::begin_block();
    block_index = {at % grid.x, at / grid.x % grid.y, at / grid.x / grid.y};
    for (int k = 0; k < n; k++) {
      Thread& thread = threads[k];
      unsigned u = k;
      thread.index = {u % block.x, u / block.x % block.y, u / block.x / block.y};
      thread.number = k;
      thread.lane = k % 32;
      thread.warp = k / 32;
      start(thread, k);
    }
    if (!run_block(n)) {
      return "the lanes of a warp wait for lanes that never come";
    }
  }
  return nullptr;
}

}  // namespace emulation
