// The kernels, unchanged, as host code, and a table of them by name.
#include "emulation.h"

#include "splatlas.cu"

namespace emulation {

#define KERNEL(name) Caller<&::name>::describe(#name)

const std::vector<Kernel>& kernels() {
  static const std::vector<Kernel> all = {
      KERNEL(project),        KERNEL(scan_blocks),    KERNEL(scan_add),      KERNEL(radix_count),   KERNEL(radix_move),
      KERNEL(admit_entries), KERNEL(nearest), KERNEL(gather_rows), KERNEL(clear_slots), KERNEL(order_counts),   KERNEL(emit_entries),   KERNEL(tile_ranges),   KERNEL(raster_forward), KERNEL(finish_layers),
      KERNEL(raster_features), KERNEL(raster_ids),    KERNEL(ssim_forward),  KERNEL(ssim_backward), KERNEL(depth_loss),
      KERNEL(penalties),      KERNEL(sum_columns),    KERNEL(raster_backward), KERNEL(gather_slots), KERNEL(update),
      KERNEL(lift_channels),  KERNEL(gather_lifted),  KERNEL(divide_lifted), KERNEL(restore_lifted), KERNEL(lay_unborn),
      KERNEL(scan_wide_blocks), KERNEL(scan_wide_add), KERNEL(rate_rows),    KERNEL(list_pending),   KERNEL(weigh_rows),
      KERNEL(draw_rows),      KERNEL(accept_births),  KERNEL(count_births),  KERNEL(share_out),     KERNEL(forget_statistics),
      KERNEL(bear),           KERNEL(explore),        KERNEL(field_cells),   KERNEL(field_pixels),  KERNEL(field_units),
      KERNEL(field_group_sums), KERNEL(field_compare), KERNEL(field_direction_sums), KERNEL(field_descend),
      KERNEL(field_pair_losses), KERNEL(field_pair_gradients), KERNEL(field_adam),
  };
  return all;
}

}  // namespace emulation
