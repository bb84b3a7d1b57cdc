package io.splatlas.gpu.reference;

import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.GpuDeviceContract;
import io.splatlas.gpu.GpuFieldContract;
import io.splatlas.gpu.GpuFuzzContract;
import io.splatlas.gpu.GpuLearningContract;
import io.splatlas.gpu.GpuNeighbourContract;
import org.junit.jupiter.api.Nested;

class ReferenceDeviceTest {
  @Nested
  class Handles extends GpuDeviceContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return ReferenceDevice.create(memoryCap, "test");
    }
  }

  @Nested
  class Learning extends GpuLearningContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return ReferenceDevice.create(memoryCap, "test");
    }
  }

  @Nested
  class Field extends GpuFieldContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return ReferenceDevice.create(memoryCap, "test");
    }
  }

  @Nested
  class Neighbours extends GpuNeighbourContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return ReferenceDevice.create(memoryCap, "test");
    }
  }

  @Nested
  class Fuzz extends GpuFuzzContract {
    @Override
    protected GpuDevice create(long memoryCap) {
      return ReferenceDevice.create(memoryCap, "test");
    }
  }
}
