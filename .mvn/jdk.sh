#!/bin/sh
# Prints the home of a JDK that can build and run Splatlas (25 or newer), or says on stderr what to install and exits 1.
# The one place that knows where JDKs live; mvnw, the launcher and .ci/run ask it. It starts no JVM and forks nothing on
# the usual path: a JDK's `release` file names its version.
#
# Order: SPLATLAS_JAVA (must fit), JAVA_HOME (when new enough), ~/.m2/toolchains.xml, the usual folders of the system.
set -eu

need=25

# major HOME: sets $found to the major version of the JDK at HOME, 0 when there is none.
major() {
  found=0
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
    JAVA_VERSION=*)
      line=${line#JAVA_VERSION=}
      line=${line#\"}
      found=${line%%[!0-9]*}
      found=${found:-0}
      return 0
      ;;
    esac
  done <"$1/release"
}

# take HOME...: prints the first that is new enough and ends the search.
take() {
  for home in "$@"; do
    major "$home"
    if [ "$found" -ge "$need" ]; then
      printf '%s\n' "$home"
      exit 0
    fi
  done
}

if [ -n "${SPLATLAS_JAVA:-}" ]; then
  take "$SPLATLAS_JAVA"
  echo "splatlas: SPLATLAS_JAVA=$SPLATLAS_JAVA is not the home of a JDK $need or newer." >&2
  echo "  Point it at a folder that holds bin/javac and release, or unset it." >&2
  exit 1
fi

take "${JAVA_HOME:-}"

if [ -r "${HOME:-}/.m2/toolchains.xml" ]; then
  listed=$(sed -n 's:.*<jdkHome>[[:space:]]*\([^<]*[^<[:space:]]\)[[:space:]]*</jdkHome>.*:\1:p' "$HOME/.m2/toolchains.xml")
  old_ifs=$IFS
  IFS='
'
  # Split at line ends only: a path may hold spaces.
  # shellcheck disable=SC2086
  take $listed
  IFS=$old_ifs
fi

take /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/* /opt/java/* /opt/jdk/* \
  "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.jbang/cache/jdks/* \
  "${HOME:-}"/.asdf/installs/java/* "${HOME:-}"/.local/share/mise/installs/java/* \
  /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
  /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home

cat >&2 <<END
splatlas: no JDK $need or newer found. Splatlas is built and run by one; your default java may stay as it is.
  Install a JDK $need, for example
    Debian, Ubuntu   apt-get install openjdk-$need-jdk, or temurin-$need-jdk from https://adoptium.net/installation/linux
    Fedora, RHEL     dnf install java-$need-openjdk-devel
    macOS            brew install --cask temurin@$need
    anywhere         sdk install java $need-tem (https://sdkman.io), or unpack https://adoptium.net into /opt
  or set SPLATLAS_JAVA to the home of one. Looked in JAVA_HOME, ~/.m2/toolchains.xml, /usr/lib/jvm, /opt, /usr/java,
  ~/.sdkman, ~/.jdks, ~/.jbang, ~/.asdf, mise, Homebrew and /Library/Java.
END
exit 1
