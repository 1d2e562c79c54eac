import { fold } from '../../protocol/codec/fold.js';
import type { Exchange } from '../http/Exchange.js';
import type { HeadFault, Script } from './Script.js';

type StatusFault = Extract<HeadFault, { readonly type: 'status' }>;

/** What a scripted status says: the script's own body, or an error of the usual shape. */
export const statusBody = ({ status, body }: StatusFault): unknown =>
  body ?? { error: { message: `Scripted status ${status}.`, type: 'scripted', code: null, param: null } };

/** Answers with a fault of the head, or not at all; `headers` are the script's. */
export const playHeadFault = ({ head, end, reset }: Exchange, fault: HeadFault, headers?: Script['headers']): void => {
  fold<HeadFault, unknown>({
    status: (said) => {
      const body = statusBody(said);
      const isText = typeof body === 'string';
      const own = { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' };
      head(said.status, own, headers, said.headers);
      end(isText ? body : JSON.stringify(body));
    },
    reset_before_head: () => reset(),
    stall_before_head: () => undefined,
  })(fault);
};
