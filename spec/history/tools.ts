import { throwError } from 'rxjs';
import type { Tools } from '../../lib/operators/tools/Tools.js';

/** Tools that answer in every way a tool can. A model may also call one that does not exist. */
export const TOOLS: Tools = {
  text: () => 'sunny',
  empty: () => '',
  nothing: () => undefined,
  json: () => ({ ok: true }),
  parts: () => [
    { type: 'input_text', text: 'a picture' },
    { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=' },
  ],
  fails: () => throwError(() => new Error('no network')),
};

export const DECLARATIONS = Object.keys(TOOLS).map((name) => ({
  type: 'function',
  name,
  description: 'A tool.',
  parameters: { type: 'object', properties: {} },
}));
