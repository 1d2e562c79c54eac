import * as t from 'io-ts';
import { Wish } from '../ChatRequest.js';
import { Part } from '../serverView.js';

/** What the relay sends to the scripted provider beside a request. */
export const ScriptHeader = t.type({
  part: Part,
  /** The same for all attempts of one step. */
  step: t.string,
  wish: Wish,
});
export type ScriptHeader = t.TypeOf<typeof ScriptHeader>;

/** The name of the header. Its value is JSON. */
export const SCRIPT_HEADER = 'x-example-script';
