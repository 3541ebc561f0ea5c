// Libraries read the clock; here it shows the vector's time.

const RealDate = Date;

/** Runs `check` while the clock shows `seconds`. */
export async function at(seconds, check) {
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length > 0 ? given : [seconds * 1000]));
    }
    static now() {
      return seconds * 1000;
    }
  };
  try {
    return await check();
  } finally {
    globalThis.Date = RealDate;
  }
}
