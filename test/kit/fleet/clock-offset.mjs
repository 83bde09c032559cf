// Loaded before everything by `NODE_OPTIONS=--import`, in each thread: this process's clock is wrong by so many milliseconds.
const offsetMs = Number(process.env.FLEET_CLOCK_OFFSET_MS ?? 0);

if (offsetMs !== 0) {
  const Real = globalThis.Date;
  const now = Real.now.bind(Real);
  globalThis.Date = class Date extends Real {
    constructor(...given) {
      if (given.length === 0) super(now() + offsetMs);
      else super(...given);
    }

    static now() {
      return now() + offsetMs;
    }
  };
}
