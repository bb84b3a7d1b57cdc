package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.ViewData;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class ResidentViewsTest {
  private static final int SIDE = 32;

  private static ViewData view() {
    return new ViewData(
        new Camera(SIDE, SIDE, 30, 30, 16, 16, new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2}),
        new byte[3 * SIDE * SIDE],
        null,
        null);
  }

  private static long bytesOfOne() {
    try (GpuDevice device = Devices.create("reference", 1L << 30);
        LocalSlices slice = new LocalSlices(device)) {
      return new Filled(slice, new ResidentViews(Long.MAX_VALUE, false)).put(1).bytes();
    }
  }

  /** Photographs that were put one after another. */
  private record Filled(LocalSlices slice, ResidentViews views) {
    Filled put(int count) {
      for (int i = 0; i < count; i++) {
        views.put(slice, i, view(), any -> true);
      }
      return this;
    }

    long bytes() {
      return views.bytes();
    }
  }

  @Test
  void shouldLetTheOldestGoWhenItsBudgetIsUsedUp() {
    long one = bytesOfOne();
    try (GpuDevice device = Devices.create("reference", 1L << 30);
        LocalSlices slice = new LocalSlices(device)) {
      ResidentViews views = new ResidentViews(3 * one, false);
      new Filled(slice, views).put(5);
      assertEquals(3, views.size());
      assertFalse(views.contains(1));
      assertTrue(views.contains(4));
    }
  }

  /** A device whose memory is not the heap. */
  private static GpuDevice withOwnMemory(GpuDevice device) {
    DeviceInfo card = new DeviceInfo("cuda", "cuda:0", "a card", 1, 0, "test");
    return (GpuDevice)
        Proxy.newProxyInstance(
            GpuDevice.class.getClassLoader(),
            new Class<?>[] {GpuDevice.class},
            (proxy, method, arguments) ->
                method.getName().equals("info") ? card : method.invoke(device, arguments));
  }

  @Test
  void shouldKeepMoreWhereTheDeviceHasMemoryOfItsOwn() {
    long one = bytesOfOne();
    try (GpuDevice device = withOwnMemory(Devices.create("reference", 40 * one));
        LocalSlices slice = new LocalSlices(device)) {
      ResidentViews views = new ResidentViews(3 * one, false);
      new Filled(slice, views).put(9);
      assertEquals(5, views.size(), "an eighth of 40");
      views.clear(slice);
      ResidentViews withCopies = new ResidentViews(3 * one, true);
      new Filled(slice, withCopies).put(9);
      assertEquals(3, withCopies.size(), "each has a copy in the heap");
    }
  }

  @Test
  void shouldLeaveAQuarterOfTheDeviceToOthers() {
    long one = bytesOfOne();
    try (GpuDevice device = Devices.create("reference", 8 * one);
        LocalSlices slice = new LocalSlices(device)) {
      ResidentViews views = new ResidentViews(Long.MAX_VALUE, false);
      new Filled(slice, views).put(20);
      assertEquals(6, views.size());
      assertEquals(6 * one, device.memory().used());
      assertTrue(views.contains(19));
    }
  }

  @Test
  void shouldGiveBackWhatAnotherSceneNeeds() {
    long one = bytesOfOne();
    try (GpuDevice device = Devices.create("reference", 8 * one);
        LocalSlices slice = new LocalSlices(device)) {
      ResidentViews first = new ResidentViews(Long.MAX_VALUE, false);
      ResidentViews second = new ResidentViews(Long.MAX_VALUE, false);
      new Filled(slice, first).put(6);
      new Filled(slice, second).put(1);
      first.put(slice, 6, view(), any -> true);
      assertEquals(5, first.size());
      assertEquals(1, second.size());
    }
  }

  @Test
  void shouldAlwaysKeepTheNewest() {
    long one = bytesOfOne();
    try (GpuDevice device = Devices.create("reference", one);
        LocalSlices slice = new LocalSlices(device)) {
      ResidentViews views = new ResidentViews(1, false);
      new Filled(slice, views).put(3);
      assertEquals(1, views.size());
      assertTrue(views.contains(2));
    }
  }
}
