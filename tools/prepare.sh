# Sourced by the commands with $root set: installs the locked dependencies when they are missing or older
# than the lockfile, and sets $node to the pinned Node 24. All it says goes to stderr.

modules="$root/node_modules"

# Not by .bin/node: npm 10 leaves that link out, because both architectures' packages name it.
pinned_node() {
  ls "$modules"/node-linux-*/bin/node 2>/dev/null | head -n 1
}

# By us, or by a person's `npm ci`, which writes the second file when it is done.
installed() {
  newer_than_lockfile "$modules/.fonoteka-installed" || newer_than_lockfile "$modules/.package-lock.json"
}

newer_than_lockfile() {
  [ -f "$1" ] && [ ! "$root/package-lock.json" -nt "$1" ]
}

install_dependencies() {
  all=$(grep -c '^    "node_modules/' "$root/package-lock.json")
  echo "fonoteka: installing $all npm packages, once · instaluję pakiety npm, jeden raz" >&2
  (
    while sleep 5 >/dev/null 2>&1; do
      found=$(find "$modules" -mindepth 2 -maxdepth 3 -name package.json 2>/dev/null | wc -l)
      echo "fonoteka:   about $found of $all" >&2
    done
  ) 9>&- &
  counting=$!
  trap 'kill $counting 2>/dev/null || true' EXIT
  (cd "$root" && npm ci --no-fund --no-audit --loglevel=error) >&2
  kill $counting 2>/dev/null || true
  trap - EXIT
  touch "$modules/.fonoteka-installed"
}

# Two commands in a fresh clone at once: the second waits for the first.
if [ -f "$root/package-lock.json" ] && ! installed; then
  exec 9>"$root/.install.lock"
  flock 9
  installed || install_dependencies
  exec 9>&-
fi

node=$(pinned_node)
node=${node:-$(command -v node)}
PATH="$(dirname "$node"):$modules/.bin:$PATH"
export PATH

build_panel() {
  [ -d "$root/panel/src" ] || return 0
  built="$root/panel/dist/index.html"
  if [ ! -f "$built" ] || [ -n "$(find "$root/panel" -path "$root/panel/dist" -prune -o -path "$root/panel/node_modules" -prune -o -type f -newer "$built" -print -quit)" ]; then
    echo "fonoteka: building the panel (once)" >&2
    (cd "$root/panel" && vite build --logLevel warn) >&2
  fi
}
