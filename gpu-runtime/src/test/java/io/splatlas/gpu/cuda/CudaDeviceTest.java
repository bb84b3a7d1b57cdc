package io.splatlas.gpu.cuda;

import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.GpuDeviceContract;
import io.splatlas.gpu.GpuFieldContract;
import io.splatlas.gpu.GpuFuzzContract;
import io.splatlas.gpu.GpuLearningContract;
import io.splatlas.gpu.GpuNeighbourContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contract of all devices, kept by the kernels as the stand-in runs them. */
class CudaDeviceTest {
  @BeforeAll
  static void load() {
    StandIn.load();
  }

  @AfterAll
  static void shouldLeaveNothingBehind() {
    StandIn.assertClean();
  }

  @Nested
  class Handles extends GpuDeviceContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return StandIn.open(memoryCap);
    }
  }

  @Nested
  class Learning extends GpuLearningContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return StandIn.open(memoryCap);
    }
  }

  @Nested
  class Field extends GpuFieldContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return StandIn.open(memoryCap);
    }
  }

  @Nested
  class Neighbours extends GpuNeighbourContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return StandIn.open(memoryCap);
    }
  }

  @Nested
  class Fuzz extends GpuFuzzContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return StandIn.open(memoryCap);
    }
  }
}
