// How the stand-in runs kernels.
#pragma once

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "cuda_emulation.h"

namespace emulation {

struct Parameter {
  size_t size;
  bool pointer;
  bool constant;  // points to what the kernel only reads
};

struct Kernel {
  std::string name;
  std::vector<Parameter> parameters;
  void (*call)(void** parameters);
};

// All kernels of the project, from kernels.cpp.
const std::vector<Kernel>& kernels();

// What the checks are tested with, from mistakes.cpp; no PTX declares them.
const std::vector<Kernel>& mistakes();

// Runs a launch; what went wrong, or null. thread_order: 0 forwards, 1 backwards, 2 even before odd.
const char* run(const Kernel& kernel, dim3 grid, dim3 block, void** parameters, int thread_order);

// Ends the running launch because of a mistake of the kernel: a CUDA error and a sentence. Does not return.
[[noreturn]] void fail(int code, const char* what);

template <auto F>
struct Caller;

template <class... A, void (*F)(A...)>
struct Caller<F> {
  static void call(void** parameters) {
    call(parameters, std::index_sequence_for<A...>());
  }
  template <size_t... I>
  static void call(void** parameters, std::index_sequence<I...>) {
    F(*static_cast<std::remove_const_t<A>*>(parameters[I])...);
  }
  static Kernel describe(const char* name) {
    return {name, {Parameter{sizeof(A), std::is_pointer_v<A>, std::is_const_v<std::remove_pointer_t<A>>}...}, &call};
  }
};

}  // namespace emulation
