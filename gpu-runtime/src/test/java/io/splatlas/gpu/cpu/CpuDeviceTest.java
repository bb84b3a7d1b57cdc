package io.splatlas.gpu.cpu;

import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.GpuDeviceContract;
import io.splatlas.gpu.GpuFieldContract;
import io.splatlas.gpu.GpuFuzzContract;
import io.splatlas.gpu.GpuLearningContract;
import io.splatlas.gpu.GpuNeighbourContract;
import org.junit.jupiter.api.Nested;

class CpuDeviceTest {
  @Nested
  class Handles extends GpuDeviceContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return CpuDevice.create(memoryCap, 2, "test");
    }
  }

  @Nested
  class Learning extends GpuLearningContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return CpuDevice.create(memoryCap, 2, "test");
    }
  }

  @Nested
  class Field extends GpuFieldContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return CpuDevice.create(memoryCap, 2, "test");
    }
  }

  @Nested
  class Neighbours extends GpuNeighbourContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return CpuDevice.create(memoryCap, 2, "test");
    }
  }

  @Nested
  class Fuzz extends GpuFuzzContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return CpuDevice.create(memoryCap, 2, "test");
    }
  }
}
