// What is known of every byte of device and shared memory, so that mistakes of a kernel are found where they happen: the kernels are
// compiled with -fsanitize=thread, whose calls at every load and store end in checker.cpp instead of in a runtime library.
#pragma once

#include <cstddef>

namespace checker {

// Tells where device memory will lie; false when there is no room for its shadow.
bool reserve(char* range, size_t bytes);

// Memory is taken, given back, written by the host; `at` counts from the start of the range.
void open(size_t at, size_t bytes);
void close(size_t at, size_t bytes);
void mark_written(size_t at, size_t bytes);

// Copies what is known with the bytes.
void copy(size_t to, size_t from, size_t bytes);

// The first of the bytes that was never written, or `bytes`.
size_t first_unwritten(size_t at, size_t bytes);

// Where a launch is: accesses of different threads between two of these are in no order.
void begin_launch();
void begin_block();
void pass_barrier();
void pass_warp_barrier(int warp);

// An access by an atomic operation.
void access_atomically(const void* at, size_t bytes);

}  // namespace checker
