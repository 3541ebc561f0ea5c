// Gives the vectors of ../<provider>.json to the senders' own libraries, and writes down what they
// say. `proof` becomes `sdk` where a library accepts one that is to be accepted and refuses three of
// those that are to be refused; it fails where the library accepts none. Needs `npm install`.

import { observe } from "./lib/observe.mjs";
import { SDKS } from "./lib/sdks.mjs";

console.debug = () => {}; // Zoom's library tells what it is given

await observe(SDKS);
