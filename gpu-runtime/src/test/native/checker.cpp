// Bounds, alignment, reads of what was never written, and data races, looked at on every access of a kernel.
//
// Two accesses to the same four bytes race when one of them writes, not both are atomic, and nothing orders them: they are of different
// blocks of one launch, or of different threads of a block with no barrier in between (__syncthreads for all, __syncwarp within a warp;
// shuffles and votes order no memory). Every word remembers its last writer and its readers since, so each order of threads that a test
// runs finds races that another order may miss. Writes of one or two bytes are checked for bounds only: their words would be shared.
#include "checker.h"

#include <dlfcn.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "emulation.h"

// The section of all __shared__ variables, named by the linker.
extern "C" char __start_shared_memory[];
extern "C" char __stop_shared_memory[];

namespace checker {
namespace {

enum Byte : uint8_t { ABSENT, UNWRITTEN, WRITTEN };

constexpr int MISALIGNED_ADDRESS = 716;
constexpr int ILLEGAL_ADDRESS = 700;
constexpr int LAUNCH_FAILED = 719;

constexpr uint16_t NOBODY = 0;  // threads count from 1
constexpr uint16_t ATOMIC = 0xfffe;
constexpr uint16_t MANY = 0xffff;
constexpr uint16_t MANY_OF_WARP = 0x8000;  // plus the warp

// Of four bytes: the intervals (between two barriers) of the last write and read and of the first read of the launch, who it was, and
// how many barriers of its warp it had passed.
struct Word {
  uint32_t write, read, first_read;
  uint16_t writer, write_order, reader, read_order;
};

char* range;
size_t range_bytes;
Byte* bytes_of_range;
Word* words_of_range;
Word shared_words[64 * 1024];

uint32_t interval, launch_start, block_start;
uint16_t warp_orders[32];

void complain(int code, const char* what, const void* at, size_t bytes, bool writes, void* caller) {
  static char text[400];
  Dl_info library = {};
  dladdr(caller, &library);
  snprintf(text, sizeof text, "%s: %s of %zu bytes at %p by thread %d of block (%u, %u, %u), code at 0x%zx", what,
      writes ? "write" : "read", bytes, at, emulation::current->number, blockIdx.x, blockIdx.y, blockIdx.z,
      static_cast<size_t>(static_cast<char*>(caller) - static_cast<char*>(library.dli_fbase)));
  emulation::fail(code, text);
}

bool ordered(uint16_t who, uint16_t order) {
  int me = emulation::current->number + 1;
  if (who == me || who == NOBODY) {
    return true;
  }
  int warp = who >= MANY_OF_WARP ? who - MANY_OF_WARP : (who - 1) / 32;
  return who != MANY && who != ATOMIC && warp == emulation::current->warp && order < warp_orders[warp];
}

bool elsewhere(uint32_t when) {
  return when >= launch_start && when < block_start;
}

void note_read(Word& word) {
  uint16_t me = emulation::current->number + 1;
  uint16_t warp = emulation::current->warp;
  if (word.read == interval && word.reader != me) {
    bool of_warp = word.reader == MANY_OF_WARP + warp || (word.reader < MANY_OF_WARP && (word.reader - 1) / 32 == warp);
    word.reader = of_warp ? MANY_OF_WARP + warp : MANY;
  } else {
    word.reader = me;
  }
  word.read = interval;
  word.read_order = warp_orders[warp];
  if (word.first_read < launch_start) {
    word.first_read = interval;
  }
}

// Shared memory is one block's: `across` is whether other blocks may touch it.
void follow(Word& word, bool across, bool writes, bool atomic, const void* at, size_t bytes, void* caller) {
  bool both = atomic && word.writer == ATOMIC;
  if (across && !both && elsewhere(word.write)) {
    complain(LAUNCH_FAILED, "a race with a write of another block", at, bytes, writes, caller);
  }
  if (!both && word.write == interval && !ordered(word.writer, word.write_order)) {
    complain(LAUNCH_FAILED, "a race with a write of another thread", at, bytes, writes, caller);
  }
  if (!writes) {
    note_read(word);
    return;
  }
  if (across && elsewhere(word.first_read)) {
    complain(LAUNCH_FAILED, "a race with a read of another block", at, bytes, writes, caller);
  }
  if (word.read == interval && !ordered(word.reader, word.read_order)) {
    complain(LAUNCH_FAILED, "a race with a read of another thread", at, bytes, writes, caller);
  }
  word.write = interval;
  word.writer = atomic ? ATOMIC : emulation::current->number + 1;
  word.write_order = warp_orders[emulation::current->warp];
}

void access_device(size_t offset, const void* at, size_t bytes, bool writes, bool atomic, void* caller) {
  Byte* known = bytes_of_range + offset;
  for (size_t k = 0; k < bytes; k++) {
    if (known[k] == ABSENT) {
      complain(ILLEGAL_ADDRESS, "outside any live allocation", at, bytes, writes, caller);
    }
    if (known[k] == UNWRITTEN && (!writes || atomic)) {
      complain(LAUNCH_FAILED, "memory that was never written", at, bytes, writes, caller);
    }
  }
  if (writes) {
    std::memset(known, WRITTEN, bytes);
  }
  if (bytes >= 4 || !writes) {
    for (size_t w = offset / 4; w <= (offset + bytes - 1) / 4; w++) {
      follow(words_of_range[w], true, writes, atomic, at, bytes, caller);
    }
  }
}

void access_shared(size_t offset, const void* at, size_t bytes, bool writes, bool atomic, void* caller) {
  for (size_t w = offset / 4; w <= (offset + bytes - 1) / 4; w++) {
    Word& word = shared_words[w];
    if ((!writes || atomic) && word.write < block_start) {
      complain(LAUNCH_FAILED, "shared memory that this block never wrote", at, bytes, writes, caller);
    }
    follow(word, false, writes, atomic, at, bytes, caller);
  }
}

inline void access(const void* at, size_t bytes, bool writes, bool atomic, void* caller) {
  size_t offset = static_cast<const char*>(at) - range;
  if (offset < range_bytes) {
    access_device(offset, at, bytes, writes, atomic, caller);
    return;
  }
  offset = static_cast<const char*>(at) - __start_shared_memory;
  if (offset < static_cast<size_t>(__stop_shared_memory - __start_shared_memory)) {
    access_shared(offset, at, bytes, writes, atomic, caller);
  }
}

inline void access_aligned(const void* at, size_t bytes, bool writes, void* caller) {
  if (reinterpret_cast<uintptr_t>(at) % bytes != 0) {
    complain(MISALIGNED_ADDRESS, "a misaligned access", at, bytes, writes, caller);
  }
  access(at, bytes, writes, false, caller);
}

template <class T>
T* reserve_shadow(size_t count) {
  void* space =
      mmap(nullptr, count * sizeof(T), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return space == MAP_FAILED ? nullptr : static_cast<T*>(space);
}

}  // namespace

bool reserve(char* start, size_t bytes) {
  range = start;
  range_bytes = bytes;
  bytes_of_range = reserve_shadow<Byte>(bytes);
  words_of_range = reserve_shadow<Word>(bytes / 4);
  bool fits = static_cast<size_t>(__stop_shared_memory - __start_shared_memory) <= 4 * std::size(shared_words);
  return bytes_of_range != nullptr && words_of_range != nullptr && fits;
}

void open(size_t at, size_t bytes) {
  std::memset(bytes_of_range + at, UNWRITTEN, bytes);
}

void close(size_t at, size_t bytes) {
  std::memset(bytes_of_range + at, ABSENT, bytes);
  // Addresses are never used again: whole pages of the shadow go back.
  constexpr uintptr_t page = 4096;
  uintptr_t first = (reinterpret_cast<uintptr_t>(words_of_range + at / 4) + page - 1) / page * page;
  uintptr_t end = reinterpret_cast<uintptr_t>(words_of_range + (at + bytes) / 4) / page * page;
  if (end > first) {
    madvise(reinterpret_cast<void*>(first), end - first, MADV_DONTNEED);
  }
}

void mark_written(size_t at, size_t bytes) {
  std::memset(bytes_of_range + at, WRITTEN, bytes);
}

void copy(size_t to, size_t from, size_t bytes) {
  std::memmove(bytes_of_range + to, bytes_of_range + from, bytes);
}

size_t first_unwritten(size_t at, size_t bytes) {
  const Byte* known = bytes_of_range + at;
  return std::find_if(known, known + bytes, [](Byte b) { return b != WRITTEN; }) - known;
}

void begin_launch() {
  launch_start = ++interval;
}

void begin_block() {
  block_start = ++interval;
  std::memset(warp_orders, 0, sizeof warp_orders);
}

void pass_barrier() {
  ++interval;
}

void pass_warp_barrier(int warp) {
  ++warp_orders[warp];
}

void access_atomically(const void* at, size_t bytes) {
  access(at, bytes, true, true, __builtin_return_address(0));
}

}  // namespace checker

// What the compiler calls.
#define CALLER __builtin_return_address(0)
#define SIZE(n)                                                                                                       \
  void __tsan_read##n(void* at) { checker::access_aligned(at, n, false, CALLER); }                                    \
  void __tsan_write##n(void* at) { checker::access_aligned(at, n, true, CALLER); }                                    \
  void __tsan_unaligned_read##n(void* at) { checker::access(at, n, false, false, CALLER); }                           \
  void __tsan_unaligned_write##n(void* at) { checker::access(at, n, true, false, CALLER); }

// The handlers of -fsanitize=bounds,...: each gets a record that begins with where in the source it was.
struct Place {
  const char* file;
  uint32_t line, column;
};

static void undefined(const Place* place, const char* what) {
  static char text[300];
  const char* slash = std::strrchr(place->file, '/');
  snprintf(text, sizeof text, "%s at %s:%u", what, slash == nullptr ? place->file : slash + 1, place->line);
  emulation::fail(719, text);
}

#define UNDEFINED(handler, what) \
  void __ubsan_handle_##handler(const Place* place, ...) { undefined(place, what); }

extern "C" {
SIZE(1)
SIZE(2)
SIZE(4)
SIZE(8)
SIZE(16)
void __tsan_read_range(void* at, size_t bytes) {
  checker::access(at, bytes, false, false, CALLER);
}
void __tsan_write_range(void* at, size_t bytes) {
  checker::access(at, bytes, true, false, CALLER);
}
void __tsan_init() {}

UNDEFINED(out_of_bounds, "an index outside its array")
UNDEFINED(type_mismatch_v1, "a misaligned or null pointer")
UNDEFINED(shift_out_of_bounds, "a shift by too much")
UNDEFINED(float_cast_overflow, "a float that its whole number cannot hold")
UNDEFINED(divrem_overflow, "a division by zero")
UNDEFINED(add_overflow, "a sum that overflows")
UNDEFINED(sub_overflow, "a difference that overflows")
UNDEFINED(mul_overflow, "a product that overflows")
UNDEFINED(negate_overflow, "a negation that overflows")
}
