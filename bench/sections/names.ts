export type SectionName =
  | 'burst'
  | 'short'
  | 'open'
  | 'connections'
  | 'concurrency'
  | 'paced'
  | 'trickle'
  | 'first-event'
  | 'memory'
  | 'operators'
  | 'habits'
  | 'agents'
  | 'size';

/** What `--quick` has no time for, unless it is named. */
export const LONG_SECTIONS: ReadonlySet<SectionName> = new Set([
  'short',
  'open',
  'connections',
  'concurrency',
  'paced',
  'habits',
  'agents',
]);

/** Every section, in the order in which they run. */
export const SECTIONS: ReadonlyMap<SectionName, string> = new Map([
  ['burst', 'one answer as fast as it goes, in three cuts, on both wires'],
  ['short', 'answers of 1, 30 and 300 deltas, one after another and 50 at once'],
  ['open', 'what an open answer holds: heap and RSS, with 2000 open'],
  ['connections', 'connections and TLS handshakes for 50 answers, one after another'],
  ['concurrency', '200 answers of 500 deltas at once, at full speed'],
  ['paced', 'the same with a delta every 20 ms, as models speak'],
  ['trickle', 'one answer, about 900 deltas a second'],
  ['first-event', 'how long until the first delta, cold and warm; how long modules load'],
  ['memory', '192 MiB for a consumer that takes 1 ms per delta, and leaves after 15 s'],
  ['operators', 'what an operator costs per delta, in short and in long answers'],
  ['habits', 'what clients do when the server falls silent, breaks off, errs, and when they are left'],
  ['agents', 'the same of clients of the codex program, which a double plays'],
  ['size', 'what their plainest import weighs in a browser, minified and gzipped'],
]);
