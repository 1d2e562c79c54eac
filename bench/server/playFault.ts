import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../address.js';
import type { Wire } from '../job.js';
import { errorEvents, eventsOf, oneIndexEvents } from './wire.js';

/** How many deltas a whole answer has, and how many of them come before it goes wrong. */
export const DELTAS = 4;
export const BEFORE = 2;
/** The events before the first delta. */
const OPENING: Readonly<Record<Wire, number>> = { responses: 4, chat: 1 };
/** Between what is to reach the client apart from one another, in milliseconds. */
const APART = 50;

/** Answers in a way that does not go well. Rejects when the client hangs up, and stops. */
export const playFault = async (
  { wire, fault }: { readonly wire: Wire; readonly fault: Fault },
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> => {
  if (fault === 'no-head') return;
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  if (fault === 'one-index') {
    response.end(oneIndexEvents());
    return;
  }
  const events = [...eventsOf({ wire, cut: 'evt', deltas: DELTAS, size: 0 })];
  const half = OPENING[wire] + BEFORE;
  response.write(events.slice(0, half).join(''));
  // Else the reset would overtake the text, and what came first could not be told from what came of it.
  await pause(APART, undefined, { signal });
  switch (fault) {
    case 'silence':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'early-end':
      response.end();
      return;
    case 'error':
    case 'nested-error':
      response.end(errorEvents(wire)[fault]);
      return;
    case 'keepalive':
      response.write('data: : keepalive\n\n');
      await pause(APART, undefined, { signal });
      response.end(events.slice(half).join(''));
  }
};
