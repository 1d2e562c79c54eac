import fc from 'fast-check';
import { fuzzProperties } from './fuzz/fuzzProperties.js';

describe('a client that is sent anything at all ends with an answer or an ApiError:', () => {
  for (const [name, property] of Object.entries(fuzzProperties)) it(name, () => fc.assert(property, { numRuns: 200 }));
});
