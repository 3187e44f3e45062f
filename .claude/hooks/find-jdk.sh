# shellcheck shell=sh disable=SC2034
# Finds a JDK 25, for ./ml-intern and the hooks, which read this file in (`.`).
#
# find_jdk sets $jdk (its folder) and $java_build (vendor and version), or fails with $jdk_trouble.
# The reader may set $bundled_runtime to a Java that came with it.

# Reads the `release` file of the JDK at $1 into $java_version and $java_build; starts nothing.
read_release() {
  java_version='' java_build='' java_vendor='' java_runtime=''
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r key value || [ -n "$key" ]; do
    value=${value#\"}
    value=${value%\"*}
    case $key in
      JAVA_VERSION) java_version=$value ;;
      IMPLEMENTOR) java_vendor=${value%%/*} ;;
      JAVA_RUNTIME_VERSION) java_runtime=$value ;;
    esac
    # A shell reads byte by byte, and the list of modules that follows is long.
    case $java_version,$java_vendor,$java_runtime in
      ,* | *, | *,,*) ;;
      *) break ;;
    esac
  done <"$1/release"
  java_build=${java_vendor:+$java_vendor-}$java_runtime
}

is_jdk_25() {
  read_release "$1" || return 1
  case $java_version in
    25 | 25[.+-]*) jdk=$1 ;;
    *) return 1 ;;
  esac
}

find_jdk() {
  jdk='' jdk_trouble=''
  if [ -n "${ML_INTERN_JAVA_HOME:-}" ]; then
    is_jdk_25 "$ML_INTERN_JAVA_HOME" && return
    jdk_trouble="ML_INTERN_JAVA_HOME=$ML_INTERN_JAVA_HOME is not a JDK 25${java_version:+ (it is $java_version)}"
    return 1
  fi
  if [ -n "${bundled_runtime:-}" ] && is_jdk_25 "$bundled_runtime"; then return; fi
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then return; fi
  if on_path=$(command -v java) && on_path=$(readlink -f "$on_path" 2>/dev/null); then
    is_jdk_25 "${on_path%/bin/java}" && return
  fi
  user=${HOME:-/nonexistent}
  for candidate in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/local/lib/jvm/* /usr/java/* /usr/local/openjdk* \
    /opt/java/* /opt/jdk* /opt/openjdk* \
    "$user"/.sdkman/candidates/java/* "$user"/.jdks/* "$user"/.gradle/jdks/* \
    "$user"/.asdf/installs/java/* "$user"/.local/share/mise/installs/java/* \
    /home/linuxbrew/.linuxbrew/opt/openjdk@25/libexec \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$user"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    is_jdk_25 "$candidate" && return
  done
  if [ -x /usr/libexec/java_home ] && candidate=$(/usr/libexec/java_home -F -v 25 2>/dev/null); then
    is_jdk_25 "$candidate" && return
  fi
  jdk_trouble="no JDK 25 found. Install one (apt install openjdk-25-jdk-headless, brew install openjdk@25, \
sdk install java 25-tem) or set ML_INTERN_JAVA_HOME to its folder."
  return 1
}
