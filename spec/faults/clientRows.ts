import type { HttpTransport } from 'codex-rx';
import { insideRows } from './clients/inside.js';
import { leavingRows } from './clients/leaving.js';
import { manyRows } from './clients/many.js';
import { inputRows } from './clients/input.js';
import type { Wire } from './wires.js';

/** A row that is about what a program does, and plays it itself. The transport is fetch by default. */
export type ClientRow = (wire: Wire, transport?: HttpTransport) => Promise<void>;

/** Rows by the names of the catalogue. */
export const clientRows: Readonly<Record<string, ClientRow>> = {
  ...leavingRows,
  ...insideRows,
  ...manyRows,
  ...inputRows,
};
