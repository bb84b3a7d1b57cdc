// A stand-in for libcuda.so.1, for tests only: the driver calls that Splatlas makes, "device" memory in a guarded range of host memory,
// launches run by the emulation. It says in its device's name that it is no GPU. Every mistake that it can see becomes the error that a
// driver would give, and a sentence that standin_complaint() returns.
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

#include <cstdio>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "emulation.h"

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
    {100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {214, "CUDA_ERROR_ECC_UNCORRECTABLE", "uncorrectable ECC error encountered"},
    {INVALID_PTX, "CUDA_ERROR_INVALID_PTX", "a PTX JIT compilation failed"},
    {INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {NOT_FOUND, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
};

constexpr size_t RANGE = size_t(1) << 40;
constexpr size_t PAGE = 4096;
constexpr size_t TOTAL = size_t(8) << 30;
constexpr unsigned char UNWRITTEN = 0xff;  // a NaN as float, -1 as int

std::recursive_mutex lock;
bool initialised;
Result broken;
char* range;
size_t used_range;
size_t used;
std::map<size_t, size_t> allocations;  // offset -> bytes
std::set<void*> contexts, modules, streams;
thread_local void* current_context;
long launches, leaked;
int thread_order;
std::string complaint;
std::string fault_call;
Result fault;
int fault_after;

Result complain(Result code, const std::string& what) {
  complaint = what;
  return code;
}

// What an injected fault or an earlier lost device makes of a call.
Result enter(const char* call, bool needs_context = true) {
  if (!fault_call.empty() && fault_call == call && fault_after-- == 0) {
    Result code = fault;
    fault_call.clear();
    if (code >= ILLEGAL_ADDRESS || code == 214) {
      broken = code;
    }
    return code;
  }
  if (!initialised) {
    return complain(NOT_INITIALIZED, std::string(call) + " before cuInit");
  }
  if (needs_context && current_context == nullptr) {
    return complain(INVALID_CONTEXT, std::string(call) + " on a thread without a current context");
  }
  return needs_context ? broken : SUCCESS;
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

// Whether bytes from a device pointer on lie in one live allocation.
bool holds(DevicePtr pointer, size_t bytes) {
  size_t at = host(pointer) - range;
  auto next = allocations.upper_bound(at);
  if (range == nullptr || next == allocations.begin()) {
    return false;
  }
  --next;
  return at >= next->first && at + bytes <= next->first + next->second;
}

Result check(const char* call, DevicePtr pointer, size_t bytes) {
  if (bytes == 0 || holds(pointer, bytes)) {
    return SUCCESS;
  }
  return complain(INVALID_VALUE, std::string(call) + ": " + std::to_string(bytes) + " bytes outside any live allocation");
}

template <class H>
Result create(std::set<void*>& all, H* out) {
  void* handle = new char[16];
  all.insert(handle);
  *out = static_cast<H>(handle);
  return SUCCESS;
}

Result destroy(std::set<void*>& all, void* handle, const char* call) {
  if (all.erase(handle) == 0) {
    return complain(INVALID_HANDLE, std::string(call) + " of a handle that is not alive");
  }
  delete[] static_cast<char*>(handle);
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
    siglongjmp(escape, 1);
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

Result launch(const Kernel& kernel, dim3 grid, dim3 block, void** parameters) {
  struct sigaction mine = {};
  mine.sa_sigaction = on_fault;
  mine.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
  sigaction(SIGSEGV, &mine, &before);
  kernel_thread = pthread_self();
  const char* wrong = nullptr;
  if (sigsetjmp(escape, 1) == 0) {
    in_kernel = 1;
    wrong = emulation::run(kernel, grid, block, parameters, thread_order);
    if (wrong != nullptr) {
      complaint = kernel.name + ": " + wrong;
      broken = LAUNCH_FAILED;
    }
  } else {
    complaint = kernel.name + ": " + complaint;
    broken = ILLEGAL_ADDRESS;
  }
  in_kernel = 0;
  sigaction(SIGSEGV, &before, nullptr);
  // A launch is asynchronous: the next call learns what it did.
  return SUCCESS;
}

}  // namespace

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
  *count = 1;
  return SUCCESS;
}

Result cuDeviceGet(int* device, int ordinal) {
  ENTER_FREELY("cuDeviceGet");
  *device = 0;
  return ordinal == 0 ? SUCCESS : INVALID_DEVICE;
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

Result cuCtxCreate_v2(void** context, unsigned, int) {
  ENTER_FREELY("cuCtxCreate");
  broken = SUCCESS;
  create(contexts, context);
  current_context = *context;
  return SUCCESS;
}

Result cuCtxSetCurrent(void* context) {
  ENTER_FREELY("cuCtxSetCurrent");
  if (context != nullptr && contexts.count(context) == 0) {
    return complain(INVALID_CONTEXT, "cuCtxSetCurrent of a context that is not alive");
  }
  current_context = context;
  return SUCCESS;
}

Result cuCtxSynchronize() {
  ENTER("cuCtxSynchronize");
  return SUCCESS;
}

Result cuMemFree_v2(DevicePtr pointer);

Result cuCtxDestroy_v2(void* context) {
  ENTER_FREELY("cuCtxDestroy");
  if (contexts.size() == 1) {
    // Like a driver: what is left goes with the last context, but it is counted.
    leaked += allocations.size() + modules.size() + streams.size();
    broken = SUCCESS;
    current_context = context;
    while (!allocations.empty()) {
      cuMemFree_v2(reinterpret_cast<DevicePtr>(range) + allocations.begin()->first);
    }
    modules.clear();
    streams.clear();
  }
  if (current_context == context) {
    current_context = nullptr;
  }
  return destroy(contexts, context, "cuCtxDestroy");
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
  return create(modules, module);
}

Result cuModuleUnload(void* module) {
  ENTER("cuModuleUnload");
  return destroy(modules, module, "cuModuleUnload");
}

Result cuModuleGetFunction(const Kernel** function, void* module, const char* name) {
  ENTER("cuModuleGetFunction");
  if (modules.count(module) == 0) {
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
  }
  size_t rounded = (bytes + 15) / 16 * 16;
  size_t pages = (rounded + PAGE - 1) / PAGE * PAGE;
  // Addresses are never used again, and a page that nobody may touch follows each allocation, which ends where its pages end.
  if (used + bytes > TOTAL || used_range + pages + PAGE > RANGE
      || mprotect(range + used_range, pages, PROT_READ | PROT_WRITE) != 0) {
    return OUT_OF_MEMORY;
  }
  std::memset(range + used_range, UNWRITTEN, pages);
  size_t at = used_range + pages - rounded;
  used_range += pages + PAGE;
  used += bytes;
  allocations[at] = bytes;
  *pointer = reinterpret_cast<DevicePtr>(range) + at;
  return SUCCESS;
}

Result cuMemFree_v2(DevicePtr pointer) {
  ENTER("cuMemFree");
  size_t at = host(pointer) - range;
  auto found = allocations.find(at);
  if (found == allocations.end()) {
    return complain(INVALID_VALUE, "cuMemFree of memory that is not allocated");
  }
  size_t rounded = (found->second + 15) / 16 * 16;
  size_t pages = (rounded + PAGE - 1) / PAGE * PAGE;
  char* start = range + at + rounded - pages;
  used -= found->second;
  allocations.erase(found);
  madvise(start, pages, MADV_DONTNEED);
  mprotect(start, pages, PROT_NONE);
  return SUCCESS;
}

Result cuMemGetInfo_v2(size_t* free, size_t* total) {
  ENTER("cuMemGetInfo");
  *free = TOTAL - used;
  *total = TOTAL;
  return SUCCESS;
}

Result cuMemcpyHtoD_v2(DevicePtr to, const void* from, size_t bytes) {
  ENTER("cuMemcpyHtoD");
  if (Result code = check("cuMemcpyHtoD", to, bytes); code != SUCCESS) return code;
  std::memcpy(host(to), from, bytes);
  return SUCCESS;
}

Result cuMemcpyDtoH_v2(void* to, DevicePtr from, size_t bytes) {
  ENTER("cuMemcpyDtoH");
  if (Result code = check("cuMemcpyDtoH", from, bytes); code != SUCCESS) return code;
  std::memcpy(to, host(from), bytes);
  return SUCCESS;
}

Result cuMemcpyDtoDAsync_v2(DevicePtr to, DevicePtr from, size_t bytes, void*) {
  ENTER("cuMemcpyDtoD");
  if (Result code = check("cuMemcpyDtoD", to, bytes); code != SUCCESS) return code;
  if (Result code = check("cuMemcpyDtoD", from, bytes); code != SUCCESS) return code;
  std::memcpy(host(to), host(from), bytes);
  return SUCCESS;
}

Result cuMemsetD32Async(DevicePtr to, unsigned value, size_t count, void*) {
  ENTER("cuMemsetD32");
  if (Result code = check("cuMemsetD32", to, 4 * count); code != SUCCESS) return code;
  std::fill_n(reinterpret_cast<unsigned*>(host(to)), count, value);
  return SUCCESS;
}

Result cuStreamCreate(void** stream, unsigned) {
  ENTER("cuStreamCreate");
  return create(streams, stream);
}

Result cuStreamDestroy_v2(void* stream) {
  ENTER("cuStreamDestroy");
  return destroy(streams, stream, "cuStreamDestroy");
}

Result cuStreamSynchronize(void* stream) {
  ENTER("cuStreamSynchronize");
  return stream == nullptr || streams.count(stream) ? SUCCESS : complain(INVALID_HANDLE, "cuStreamSynchronize");
}

Result cuLaunchKernel(const Kernel* kernel, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
    unsigned shared, void*, void** parameters, void**) {
  ENTER("cuLaunchKernel");
  launches++;
  if (gx == 0 || gy == 0 || gz == 0 || gy > 65535 || gz > 65535 || bx * by * bz == 0 || bx * by * bz > 1024 || shared > 0) {
    return complain(INVALID_VALUE, kernel->name + " was launched with an impossible size");
  }
  for (size_t k = 0; k < kernel->parameters.size(); k++) {
    if (kernel->parameters[k].pointer) {
      DevicePtr pointer = *static_cast<DevicePtr*>(parameters[k]);
      if (pointer != 0 && !holds(pointer, 1)) {
        broken = ILLEGAL_ADDRESS;
        return complain(SUCCESS, kernel->name + ": parameter " + std::to_string(k) + " is no live device memory");
      }
    }
  }
  return launch(*kernel, {gx, gy, gz}, {bx, by, bz}, parameters);
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

// 0 allocations, 1 their bytes, 2 contexts, 3 modules, 4 streams, 5 handles leaked at the end of a context, 6 launches.
long standin_count(int what) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  switch (what) {
    case 0: return allocations.size();
    case 1: return used;
    case 2: return contexts.size();
    case 3: return modules.size();
    case 4: return streams.size();
    case 5: return leaked;
    default: return launches;
  }
}

// The last complaint, which is forgotten by asking.
void standin_complaint(char* out, int length) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  snprintf(out, length, "%s", complaint.c_str());
  complaint.clear();
}

}  // extern "C"
