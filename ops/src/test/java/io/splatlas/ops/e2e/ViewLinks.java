package io.splatlas.ops.e2e;

import io.splatlas.ops.client.Views;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.View;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the view out of the address by which the page asked for a render. */
final class ViewLinks {
  private ViewLinks() {}

  static View read(URI uri) {
    double[] pose = numbers(uri, "pose");
    double[] size = numbers(uri, "size");
    double[] lens = numbers(uri, "lens");
    return View.newBuilder()
        .setPose(Views.pose(pose))
        .setIntrinsics(
            Intrinsics.newBuilder()
                .setWidth((int) size[0])
                .setHeight((int) size[1])
                .setFx(lens[0])
                .setFy(lens[1])
                .setCx(lens[2])
                .setCy(lens[3]))
        .build();
  }

  private static double[] numbers(URI uri, String name) {
    String query = URLDecoder.decode(uri.getRawQuery(), StandardCharsets.UTF_8);
    String value =
        Arrays.stream(query.split("&"))
            .filter(pair -> pair.startsWith(name + "="))
            .findFirst()
            .orElseThrow()
            .substring(name.length() + 1);
    return Arrays.stream(value.split(",")).mapToDouble(Double::parseDouble).toArray();
  }
}
