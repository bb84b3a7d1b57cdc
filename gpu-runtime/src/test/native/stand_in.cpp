// A stand-in for libcuda.so.1, for tests only: the driver calls that Splatlas makes, "device" memory in a guarded range of host memory,
// launches run by the emulation. It says in its device's name that it is no GPU. Every mistake that it can see becomes the error that a
// driver would give, and a sentence that standin_complaint() returns.
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "emulation.h"
#include "streams.h"

namespace {

using emulation::Kernel;
typedef int Result;
typedef unsigned long long DevicePtr;

enum : Result {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NOT_INITIALIZED = 3,
  INVALID_DEVICE = 101,
  INVALID_CONTEXT = 201,
  INVALID_PTX = 218,
  INVALID_HANDLE = 400,
  NOT_FOUND = 500,
  NOT_READY = 600,
  ILLEGAL_ADDRESS = 700,
  LAUNCH_FAILED = 719,
};

struct Name {
  Result code;
  const char* name;
  const char* text;
};

const Name NAMES[] = {
    {SUCCESS, "CUDA_SUCCESS", "no error"},
    {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {NOT_INITIALIZED, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
    {46, "CUDA_ERROR_DEVICE_UNAVAILABLE", "CUDA-capable device(s) is/are busy or unavailable"},
    {100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {214, "CUDA_ERROR_ECC_UNCORRECTABLE", "uncorrectable ECC error encountered"},
    {INVALID_PTX, "CUDA_ERROR_INVALID_PTX", "a PTX JIT compilation failed"},
    {INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {NOT_FOUND, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {NOT_READY, "CUDA_ERROR_NOT_READY", "device not ready"},
    {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {701, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES", "too many resources requested for launch"},
    {716, "CUDA_ERROR_MISALIGNED_ADDRESS", "misaligned address"},
    {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
};

constexpr size_t RANGE = size_t(1) << 38;
constexpr size_t PAGE = 4096;
constexpr size_t TOTAL = size_t(8) << 30;
constexpr unsigned char UNWRITTEN = 0xff;  // a NaN as float, -1 as int
constexpr int MOST_DEVICES = 8;

struct Context {
  int device;
  Result broken;
  std::set<void*> modules;
  std::map<void*, streams::Stream> streams;
  std::map<void*, streams::Event> events;
  std::map<char*, size_t> pinned;  // host memory -> bytes
};

struct Allocation {
  size_t bytes;
  Context* context;
  streams::Touches touches;
};

std::recursive_mutex lock;
bool initialised;
// STAND_IN_DEVICES for a program that cannot call standin_set_devices.
int devices = std::getenv("STAND_IN_DEVICES") == nullptr ? 1 : std::atoi(std::getenv("STAND_IN_DEVICES"));
char* range;
size_t used_range;
size_t used[MOST_DEVICES];
std::map<size_t, Allocation> allocations;  // by offset
std::map<void*, Context> contexts;
thread_local Context* current_context;
long launches, leaked, waits, idle_waits, frees;
int thread_order;
std::string complaint;
std::string fault_call;
Result fault;
int fault_after;

Result complain(Result code, const std::string& what) {
  complaint = what;
  return code;
}

// A program that cannot call standin_inject, as it knows nothing of this library, is made to fail by a file: the names of calls and their
// errors, each once, one after another. STAND_IN_FAULTS names the file.
std::deque<std::pair<std::string, Result>> faults_to_come;

void look_for_fault() {
  static const char* const file = std::getenv("STAND_IN_FAULTS");
  if (file != nullptr && access(file, R_OK) == 0) {
    std::ifstream in(file);
    std::string call;
    for (Result code; in >> call >> code;) {
      faults_to_come.emplace_back(call, code);
    }
    std::remove(file);
  }
  if (fault_call.empty() && !faults_to_come.empty()) {
    std::tie(fault_call, fault) = faults_to_come.front();
    fault_after = 0;
    faults_to_come.pop_front();
  }
}

// What an injected fault or an earlier lost device makes of a call.
Result enter(const char* call, bool needs_context = true) {
  look_for_fault();
  if (!initialised) {
    return complain(NOT_INITIALIZED, std::string(call) + " before cuInit");
  }
  if (needs_context && current_context == nullptr) {
    return complain(INVALID_CONTEXT, std::string(call) + " on a thread without a current context");
  }
  if (!fault_call.empty() && fault_call == call && fault_after-- == 0) {
    Result code = fault;
    fault_call.clear();
    if (needs_context && ((code >= ILLEGAL_ADDRESS && code != 701) || code == 214)) {
      current_context->broken = code;
    }
    return code;
  }
  return needs_context ? current_context->broken : SUCCESS;
}

#define ENTER(call)                                    \
  std::lock_guard<std::recursive_mutex> guard(lock);   \
  if (Result code = enter(call); code != SUCCESS) return code

#define ENTER_FREELY(call)                             \
  std::lock_guard<std::recursive_mutex> guard(lock);   \
  if (Result code = enter(call, false); code != SUCCESS) return code

char* host(DevicePtr pointer) {
  return reinterpret_cast<char*>(pointer);
}

size_t offset(DevicePtr pointer) {
  return host(pointer) - range;
}

// The live allocation of the current context in which bytes from a device pointer on lie, or null.
Allocation* holder(DevicePtr pointer, size_t bytes) {
  size_t at = offset(pointer);
  auto next = allocations.upper_bound(at);
  if (range == nullptr || next == allocations.begin()) {
    return nullptr;
  }
  --next;
  bool holds = at + bytes <= next->first + next->second.bytes && next->second.context == current_context;
  return holds ? &next->second : nullptr;
}

bool holds(DevicePtr pointer, size_t bytes) {
  return holder(pointer, bytes) != nullptr;
}

// Notes that what was enqueued last reads or writes an allocation. Two streams that touch one at the same time, one of them to write, are
// a mistake, also where they touch different parts of it: nobody needs that here.
void touch(streams::Stream* stream, DevicePtr pointer, bool writes, const std::string& by) {
  Allocation* touched = holder(pointer, 1);
  if (touched == nullptr) {
    return;
  }
  std::string other = streams::touch(*stream, touched->touches, writes, by);
  if (!other.empty()) {
    complaint = by + (writes ? " writes" : " reads") + " what " + other + " touches in another stream at the same time";
    current_context->broken = LAUNCH_FAILED;
  }
}

Result check(const char* call, DevicePtr pointer, size_t bytes) {
  if (bytes == 0 || holds(pointer, bytes)) {
    return SUCCESS;
  }
  return complain(INVALID_VALUE, std::string(call) + ": " + std::to_string(bytes) + " bytes outside any live allocation");
}

// Asynchronous copies need host memory that stays where it is.
Result check_pinned(const char* call, const void* at, size_t bytes) {
  const char* start = static_cast<const char*>(at);
  for (auto& [from, size] : current_context->pinned) {
    if (start >= from && start + bytes <= from + size) {
      return SUCCESS;
    }
  }
  return complain(INVALID_VALUE, std::string(call) + ": host memory that is not pinned");
}

// Copies of what no kernel and no copy has written are mistakes, too.
void check_written(const char* call, DevicePtr pointer, size_t bytes, Context* context) {
  size_t first = checker::first_unwritten(offset(pointer), bytes);
  if (first < bytes) {
    complaint = std::string(call) + " of memory that was never written, from byte " + std::to_string(first) + " of "
        + std::to_string(bytes);
    context->broken = LAUNCH_FAILED;
  }
}

template <class H, class V>
Result create(std::map<void*, V>& all, H* out) {
  void* handle = new char[16];
  all[handle];
  *out = static_cast<H>(handle);
  return SUCCESS;
}

template <class C>
Result destroy(C& all, void* handle, const char* call) {
  if (all.erase(handle) == 0) {
    return complain(INVALID_HANDLE, std::string(call) + " of a handle that is not alive");
  }
  delete[] static_cast<char*>(handle);
  return SUCCESS;
}

streams::Stream* stream_of(void* handle) {
  auto found = current_context->streams.find(handle);
  return found == current_context->streams.end() ? nullptr : &found->second;
}

streams::Event* event_of(void* handle) {
  auto found = current_context->events.find(handle);
  return found == current_context->events.end() ? nullptr : &found->second;
}

#define STREAM(handle, call)                                                                    \
  streams::Stream* stream = stream_of(handle);                                                  \
  if (stream == nullptr) return complain(INVALID_HANDLE, std::string(call) + " on a stream that is not alive")

#define EVENT(handle, call)                                                                     \
  streams::Event* event = event_of(handle);                                                     \
  if (event == nullptr) return complain(INVALID_HANDLE, std::string(call) + " of an event that is not alive")

// Enqueues what a lost context does not do any more.
template <class F>
Result enqueue(streams::Stream* stream, F operation) {
  Context* context = current_context;
  streams::enqueue(*stream, [context, operation] {
    if (context->broken == SUCCESS) {
      operation(context);
    }
  });
  return SUCCESS;
}

// Sizes of the parameters that a PTX text declares for an entry; empty and false when there is no such entry.
bool declared(const std::string& ptx, const std::string& name, std::vector<size_t>& sizes) {
  size_t at = ptx.find(".entry " + name + "(");
  if (at == std::string::npos) {
    return false;
  }
  size_t end = ptx.find(')', at);
  for (size_t p = ptx.find(".param", at); p != std::string::npos && p < end; p = ptx.find(".param", p + 1)) {
    size_t line = ptx.find_first_of(",\n", p);
    std::string text = ptx.substr(p, line - p);
    size_t bracket = text.find('[');
    if (bracket != std::string::npos) {
      sizes.push_back(std::stoul(text.substr(bracket + 1)));
    } else {
      sizes.push_back(text.find("64") < text.find(name) ? 8 : 4);
    }
  }
  return true;
}

sigjmp_buf escape;
volatile sig_atomic_t in_kernel;
pthread_t kernel_thread;
struct sigaction before;

void on_fault(int signal, siginfo_t* info, void* context) {
  char* at = static_cast<char*>(info->si_addr);
  if (in_kernel && pthread_equal(pthread_self(), kernel_thread)) {
    char text[160];
    snprintf(text, sizeof text, "a kernel touched %p, %s", at,
        at >= range && at < range + RANGE ? "outside any live allocation" : "which is no device memory");
    complaint = text;
    siglongjmp(escape, ILLEGAL_ADDRESS);
  }
  // Not ours: another thread of this process has its own reasons.
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(signal);
  } else {
    sigaction(SIGSEGV, &before, nullptr);
  }
}

void launch(Context* context, const Kernel& kernel, dim3 grid, dim3 block, void** parameters) {
  struct sigaction mine = {};
  mine.sa_sigaction = on_fault;
  mine.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  sigaction(SIGSEGV, &mine, &before);
  kernel_thread = pthread_self();
  const char* wrong = nullptr;
  int code = sigsetjmp(escape, 1);
  if (code == 0) {
    in_kernel = 1;
    wrong = emulation::run(kernel, grid, block, parameters, thread_order);
    if (wrong != nullptr) {
      complaint = kernel.name + ": " + wrong;
      context->broken = LAUNCH_FAILED;
    }
  } else {
    complaint = kernel.name + ": " + complaint;
    context->broken = static_cast<Result>(code);
  }
  in_kernel = 0;
  sigaction(SIGSEGV, &before, nullptr);
  if (context->broken != SUCCESS && getenv("STANDIN_LOUD") != nullptr) {
    fprintf(stderr, "%s\n", complaint.c_str());
  }
}

}  // namespace

void emulation::fail(int code, const char* what) {
  complaint = what;
  siglongjmp(escape, code);
}

extern "C" {

Result cuGetErrorName(Result code, const char** out) {
  for (const Name& name : NAMES) {
    if (name.code == code) {
      *out = name.name;
      return SUCCESS;
    }
  }
  *out = nullptr;
  return INVALID_VALUE;
}

Result cuGetErrorString(Result code, const char** out) {
  for (const Name& name : NAMES) {
    if (name.code == code) {
      *out = name.text;
      return SUCCESS;
    }
  }
  *out = nullptr;
  return INVALID_VALUE;
}

Result cuInit(unsigned) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  initialised = true;
  return enter("cuInit", false);
}

Result cuDriverGetVersion(int* version) {
  ENTER_FREELY("cuDriverGetVersion");
  *version = 12000;
  return SUCCESS;
}

Result cuDeviceGetCount(int* count) {
  ENTER_FREELY("cuDeviceGetCount");
  *count = devices;
  return SUCCESS;
}

Result cuDeviceGet(int* device, int ordinal) {
  ENTER_FREELY("cuDeviceGet");
  *device = ordinal;
  return ordinal >= 0 && ordinal < devices ? SUCCESS : INVALID_DEVICE;
}

Result cuDeviceGetName(char* name, int length, int) {
  ENTER_FREELY("cuDeviceGetName");
  snprintf(name, length, "test stand-in, no GPU");
  return SUCCESS;
}

Result cuDeviceTotalMem_v2(size_t* bytes, int) {
  ENTER_FREELY("cuDeviceTotalMem");
  *bytes = TOTAL;
  return SUCCESS;
}

Result cuDeviceGetAttribute(int* value, int attribute, int) {
  ENTER_FREELY("cuDeviceGetAttribute");
  // Compute capability 8.0, 108 multiprocessors.
  *value = attribute == 75 ? 8 : attribute == 16 ? 108 : 0;
  return SUCCESS;
}

Result cuCtxCreate_v2(void** context, unsigned, int device) {
  ENTER_FREELY("cuCtxCreate");
  create(contexts, context);
  current_context = &contexts[*context];
  current_context->device = device;
  current_context->broken = SUCCESS;
  return SUCCESS;
}

Result cuCtxSetCurrent(void* context) {
  ENTER_FREELY("cuCtxSetCurrent");
  if (context != nullptr && contexts.count(context) == 0) {
    return complain(INVALID_CONTEXT, "cuCtxSetCurrent of a context that is not alive");
  }
  current_context = context == nullptr ? nullptr : &contexts[context];
  return SUCCESS;
}

Result cuCtxSynchronize() {
  ENTER("cuCtxSynchronize");
  waits++;
  idle_waits++;
  streams::finish_all();
  return current_context->broken;
}

Result cuCtxGetStreamPriorityRange(int* least, int* greatest) {
  ENTER("cuCtxGetStreamPriorityRange");
  *least = 0;
  *greatest = -5;
  return SUCCESS;
}

Result cuMemFree_v2(DevicePtr pointer);

Result cuCtxDestroy_v2(void* handle) {
  ENTER_FREELY("cuCtxDestroy");
  auto found = contexts.find(handle);
  if (found == contexts.end()) {
    return complain(INVALID_HANDLE, "cuCtxDestroy of a handle that is not alive");
  }
  Context* context = &found->second;
  // Like a driver: what is left goes with the context, but it is counted.
  leaked += context->modules.size() + context->streams.size() + context->events.size() + context->pinned.size();
  for (auto& [key, stream] : context->streams) {
    streams::remove(stream);
  }
  context->broken = SUCCESS;
  current_context = context;
  std::vector<size_t> left;
  for (auto& [at, allocation] : allocations) {
    if (allocation.context == context) {
      left.push_back(at);
    }
  }
  leaked += left.size();
  for (size_t at : left) {
    cuMemFree_v2(reinterpret_cast<DevicePtr>(range) + at);
  }
  for (auto& [memory, bytes] : context->pinned) {
    munmap(memory, bytes);
  }
  current_context = nullptr;
  return destroy(contexts, handle, "cuCtxDestroy");
}

Result cuModuleLoadData(void** module, const void* image) {
  ENTER("cuModuleLoadData");
  std::string ptx = static_cast<const char*>(image);
  for (const Kernel& kernel : emulation::kernels()) {
    std::vector<size_t> sizes;
    if (!declared(ptx, kernel.name, sizes)) {
      return complain(INVALID_PTX, "the PTX has no entry " + kernel.name);
    }
    bool same = sizes.size() == kernel.parameters.size();
    for (size_t k = 0; same && k < sizes.size(); k++) {
      same = sizes[k] == kernel.parameters[k].size;
    }
    if (!same) {
      return complain(INVALID_PTX, "the PTX was made from other sources: parameters of " + kernel.name);
    }
  }
  *module = new char[16];
  current_context->modules.insert(*module);
  return SUCCESS;
}

Result cuModuleUnload(void* module) {
  ENTER("cuModuleUnload");
  return destroy(current_context->modules, module, "cuModuleUnload");
}

Result cuModuleGetFunction(const Kernel** function, void* module, const char* name) {
  ENTER("cuModuleGetFunction");
  if (current_context->modules.count(module) == 0) {
    return complain(INVALID_HANDLE, "cuModuleGetFunction of a module that is not alive");
  }
  for (const Kernel& kernel : emulation::kernels()) {
    if (kernel.name == name) {
      *function = &kernel;
      return SUCCESS;
    }
  }
  return complain(NOT_FOUND, std::string("there is no kernel ") + name);
}

Result cuMemAlloc_v2(DevicePtr* pointer, size_t bytes) {
  ENTER("cuMemAlloc");
  if (bytes == 0) {
    return complain(INVALID_VALUE, "cuMemAlloc of no bytes");
  }
  if (range == nullptr) {
    void* space = mmap(nullptr, RANGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (space == MAP_FAILED) {
      return OUT_OF_MEMORY;
    }
    range = static_cast<char*>(space);
    if (!checker::reserve(range, RANGE)) {
      return complain(OUT_OF_MEMORY, "no room for what the checks know of memory");
    }
  }
  size_t& used_here = used[current_context->device];
  size_t rounded = (bytes + 15) / 16 * 16;
  size_t pages = (rounded + PAGE - 1) / PAGE * PAGE;
  // Addresses are never used again, and a page that nobody may touch follows each allocation, which ends where its pages end.
  if (used_here + bytes > TOTAL || used_range + pages + PAGE > RANGE
      || mprotect(range + used_range, pages, PROT_READ | PROT_WRITE) != 0) {
    return OUT_OF_MEMORY;
  }
  std::memset(range + used_range, UNWRITTEN, pages);
  size_t at = used_range + pages - rounded;
  used_range += pages + PAGE;
  used_here += bytes;
  allocations[at] = {bytes, current_context, {}};
  checker::open(at, bytes);
  *pointer = reinterpret_cast<DevicePtr>(range) + at;
  return SUCCESS;
}

Result cuMemFree_v2(DevicePtr pointer) {
  ENTER("cuMemFree");
  size_t at = offset(pointer);
  auto found = allocations.find(at);
  if (found == allocations.end() || found->second.context != current_context) {
    return complain(INVALID_VALUE, "cuMemFree of memory that is not allocated");
  }
  // Like a driver, but what is enqueued later must not count on it.
  streams::run_all();
  frees++;
  size_t bytes = found->second.bytes;
  size_t rounded = (bytes + 15) / 16 * 16;
  size_t pages = (rounded + PAGE - 1) / PAGE * PAGE;
  char* start = range + at + rounded - pages;
  used[current_context->device] -= bytes;
  allocations.erase(found);
  checker::close(at, bytes);
  madvise(start, pages, MADV_DONTNEED);
  mprotect(start, pages, PROT_NONE);
  return SUCCESS;
}

Result cuMemGetInfo_v2(size_t* free, size_t* total) {
  ENTER("cuMemGetInfo");
  *free = TOTAL - used[current_context->device];
  *total = TOTAL;
  return SUCCESS;
}

Result cuMemcpyHtoDAsync_v2(DevicePtr to, const void* from, size_t bytes, void* handle) {
  ENTER("cuMemcpyHtoD");
  STREAM(handle, "cuMemcpyHtoD");
  if (Result code = check("cuMemcpyHtoD", to, bytes); code != SUCCESS) return code;
  if (Result code = check_pinned("cuMemcpyHtoD", from, bytes); code != SUCCESS) return code;
  enqueue(stream, [=](Context*) {
    std::memcpy(host(to), from, bytes);
    checker::mark_written(offset(to), bytes);
  });
  touch(stream, to, true, "cuMemcpyHtoD");
  return SUCCESS;
}

Result cuMemcpyDtoHAsync_v2(void* to, DevicePtr from, size_t bytes, void* handle) {
  ENTER("cuMemcpyDtoH");
  STREAM(handle, "cuMemcpyDtoH");
  if (Result code = check("cuMemcpyDtoH", from, bytes); code != SUCCESS) return code;
  if (Result code = check_pinned("cuMemcpyDtoH", to, bytes); code != SUCCESS) return code;
  enqueue(stream, [=](Context* context) {
    check_written("cuMemcpyDtoH", from, bytes, context);
    std::memcpy(to, host(from), bytes);
  });
  touch(stream, from, false, "cuMemcpyDtoH");
  return SUCCESS;
}

Result cuMemcpyDtoDAsync_v2(DevicePtr to, DevicePtr from, size_t bytes, void* handle) {
  ENTER("cuMemcpyDtoD");
  STREAM(handle, "cuMemcpyDtoD");
  if (Result code = check("cuMemcpyDtoD", to, bytes); code != SUCCESS) return code;
  if (Result code = check("cuMemcpyDtoD", from, bytes); code != SUCCESS) return code;
  enqueue(stream, [=](Context*) {
    std::memcpy(host(to), host(from), bytes);
    checker::copy(offset(to), offset(from), bytes);
  });
  touch(stream, from, false, "cuMemcpyDtoD");
  touch(stream, to, true, "cuMemcpyDtoD");
  return SUCCESS;
}

Result cuMemsetD32Async(DevicePtr to, unsigned value, size_t count, void* handle) {
  ENTER("cuMemsetD32");
  STREAM(handle, "cuMemsetD32");
  if (Result code = check("cuMemsetD32", to, 4 * count); code != SUCCESS) return code;
  enqueue(stream, [=](Context*) {
    std::fill_n(reinterpret_cast<unsigned*>(host(to)), count, value);
    checker::mark_written(offset(to), 4 * count);
  });
  touch(stream, to, true, "cuMemsetD32");
  return SUCCESS;
}

Result cuMemHostAlloc(void** memory, size_t bytes, unsigned) {
  ENTER("cuMemHostAlloc");
  void* space = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bytes == 0 || space == MAP_FAILED) {
    return OUT_OF_MEMORY;
  }
  current_context->pinned[static_cast<char*>(space)] = bytes;
  *memory = space;
  return SUCCESS;
}

Result cuMemFreeHost(void* memory) {
  ENTER("cuMemFreeHost");
  auto found = current_context->pinned.find(static_cast<char*>(memory));
  if (found == current_context->pinned.end()) {
    return complain(INVALID_VALUE, "cuMemFreeHost of memory that is not pinned");
  }
  streams::run_all();
  munmap(memory, found->second);
  current_context->pinned.erase(found);
  return SUCCESS;
}

Result cuStreamCreateWithPriority(void** handle, unsigned, int) {
  ENTER("cuStreamCreate");
  create(current_context->streams, handle);
  streams::add(current_context->streams[*handle]);
  return SUCCESS;
}

Result cuStreamDestroy_v2(void* handle) {
  ENTER("cuStreamDestroy");
  STREAM(handle, "cuStreamDestroy");
  streams::finish(*stream);
  streams::remove(*stream);
  return destroy(current_context->streams, handle, "cuStreamDestroy");
}

Result cuStreamSynchronize(void* handle) {
  ENTER("cuStreamSynchronize");
  STREAM(handle, "cuStreamSynchronize");
  waits++;
  idle_waits++;
  streams::finish(*stream);
  return current_context->broken;
}

Result cuStreamWaitEvent(void* handle, void* waited, unsigned) {
  ENTER("cuStreamWaitEvent");
  STREAM(handle, "cuStreamWaitEvent");
  EVENT(waited, "cuStreamWaitEvent");
  streams::wait(*stream, *event);
  return SUCCESS;
}

Result cuEventCreate(void** handle, unsigned) {
  ENTER("cuEventCreate");
  return create(current_context->events, handle);
}

Result cuEventDestroy_v2(void* handle) {
  ENTER("cuEventDestroy");
  if (event_of(handle) == nullptr) {
    return complain(INVALID_HANDLE, "cuEventDestroy of an event that is not alive");
  }
  // Also those that wait for it.
  streams::run_all();
  return destroy(current_context->events, handle, "cuEventDestroy");
}

Result cuEventRecord(void* handle, void* on) {
  ENTER("cuEventRecord");
  EVENT(handle, "cuEventRecord");
  STREAM(on, "cuEventRecord");
  streams::record(*stream, *event);
  return SUCCESS;
}

Result cuEventQuery(void* handle) {
  ENTER("cuEventQuery");
  EVENT(handle, "cuEventQuery");
  if (!streams::is_done(*event)) {
    return NOT_READY;
  }
  streams::finish(*event);
  return current_context->broken;
}

Result cuEventSynchronize(void* handle) {
  ENTER("cuEventSynchronize");
  EVENT(handle, "cuEventSynchronize");
  // One that has passed already is no wait.
  waits += streams::is_done(*event) ? 0 : 1;
  idle_waits += streams::is_last(*event) ? 1 : 0;
  streams::finish(*event);
  return current_context->broken;
}

Result cuLaunchKernel(const Kernel* kernel, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
    unsigned shared, void* handle, void** parameters, void**) {
  ENTER("cuLaunchKernel");
  STREAM(handle, "cuLaunchKernel");
  launches++;
  if (gx == 0 || gy == 0 || gz == 0 || gx > 0x7fffffff || gy > 65535 || gz > 65535 || bx * by * bz == 0
      || bx * by * bz > 1024 || shared > 0) {
    return complain(INVALID_VALUE, kernel->name + " was launched with an impossible size");
  }
  // A launch copies its arguments.
  auto copies = std::make_shared<std::vector<std::vector<char>>>();
  for (size_t k = 0; k < kernel->parameters.size(); k++) {
    const char* from = static_cast<char*>(parameters[k]);
    copies->emplace_back(from, from + kernel->parameters[k].size);
    DevicePtr pointer = 0;
    if (kernel->parameters[k].pointer) {
      std::memcpy(&pointer, from, sizeof pointer);
    }
    if (pointer != 0 && !holds(pointer, 1)) {
      current_context->broken = ILLEGAL_ADDRESS;
      return complain(SUCCESS, kernel->name + ": parameter " + std::to_string(k) + " is no live device memory");
    }
  }
  enqueue(stream, [=](Context* context) {
    std::vector<void*> pointers;
    for (auto& copy : *copies) {
      pointers.push_back(copy.data());
    }
    launch(context, *kernel, {gx, gy, gz}, {bx, by, bz}, pointers.data());
  });
  for (size_t k = 0; k < kernel->parameters.size(); k++) {
    if (kernel->parameters[k].pointer) {
      DevicePtr pointer;
      std::memcpy(&pointer, (*copies)[k].data(), sizeof pointer);
      touch(stream, pointer, !kernel->parameters[k].constant, kernel->name);
    }
  }
  return SUCCESS;
}

// What tests ask and set.

// Makes the call after the next `after` ones of that name fail; codes of a lost device stay until the context is destroyed.
void standin_inject(const char* call, int error, int after) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  fault_call = call;
  fault = error;
  fault_after = after;
}

void standin_forget_leaks() {
  std::lock_guard<std::recursive_mutex> guard(lock);
  leaked = 0;
}

void standin_set_order(int order) {
  thread_order = order;
}

void standin_set_schedule(int schedule) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  streams::set_schedule(static_cast<streams::Schedule>(schedule));
}

// How many cards there are, 1 to 8.
void standin_set_devices(int count) {
  devices = std::min(count, MOST_DEVICES);
}

// 0 allocations, 1 their bytes, 2 contexts, 3 modules, 4 streams, 5 handles leaked at the end of a context, 6 launches, 7 events,
// 8 pieces of pinned memory, 9 times that the host waited for what the device had not done, 10 those of them that left a stream with
// nothing to do, 11 calls of cuMemFree, in which a driver may wait.
long standin_count(int what) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  long sum = 0;
  switch (what) {
    case 0: return allocations.size();
    case 1:
      for (size_t bytes : used) sum += bytes;
      return sum;
    case 2: return contexts.size();
    case 5: return leaked;
    case 6: return launches;
    case 9: return waits;
    case 10: return idle_waits;
    case 11: return frees;
    default: break;
  }
  for (auto& [handle, context] : contexts) {
    sum += what == 3 ? context.modules.size()
        : what == 4 ? context.streams.size()
        : what == 7 ? context.events.size()
        : context.pinned.size();
  }
  return sum;
}

// Runs a kernel of mistakes.cpp over 128 whole numbers at `values`, with the context that is current.
int standin_make_mistake(const char* name, DevicePtr values) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  for (const Kernel& kernel : emulation::mistakes()) {
    if (kernel.name == name) {
      streams::finish_all();
      void* parameters[] = {&values};
      launch(current_context, kernel, {2, 1, 1}, {64, 1, 1}, parameters);
      return current_context->broken;
    }
  }
  return NOT_FOUND;
}

// The last complaint, which is forgotten by asking.
void standin_complaint(char* out, int length) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  snprintf(out, length, "%s", complaint.c_str());
  complaint.clear();
}

}  // extern "C"
