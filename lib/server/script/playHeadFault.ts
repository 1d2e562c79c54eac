import { fold } from '../../protocol/codec/fold.js';
import type { Exchange } from '../http/Exchange.js';
import type { HeadFault, Script } from './Script.js';

type StatusFault = Extract<HeadFault, { readonly type: 'status' }>;

/** Returns the body for a scripted status: the script's body, or an error object in the API's usual format. */
export const statusBody = ({ status, body }: StatusFault): unknown =>
  body ?? { error: { message: `Scripted status ${status}.`, type: 'scripted', code: null, param: null } };

/** Plays a fault that occurs before the body. `headers` are the headers of the script. */
export const playHeadFault = ({ head, end, reset }: Exchange, fault: HeadFault, headers?: Script['headers']): void => {
  fold<HeadFault, unknown>({
    status: (scripted) => {
      const body = statusBody(scripted);
      const isText = typeof body === 'string';
      const own = { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' };
      head(scripted.status, own, headers, scripted.headers);
      end(isText ? body : JSON.stringify(body));
    },
    reset_before_head: () => reset(),
    stall_before_head: () => undefined,
  })(fault);
};
