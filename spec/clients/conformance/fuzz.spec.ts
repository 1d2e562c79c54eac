import fc from 'fast-check';
import { cutProperties } from '../../faults/fuzz/cutProperties.js';

// The short version of `npm run fuzz`.
describe('S12 a client that is sent anything at all gives', () => {
  for (const [name, property] of Object.entries(cutProperties)) it(name, () => fc.assert(property, { numRuns: 60 }));
});
