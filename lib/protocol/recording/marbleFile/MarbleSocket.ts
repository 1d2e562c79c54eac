import type { RecordedHead } from '../Recording.js';

/** The reason of a lost WebSocket that is recorded. Any other stream error is recorded as `connection_lost`. */
export type LostReason = 'connection_lost' | 'too_large' | 'malformed' | 'already_read';

/** All reasons of a lost WebSocket that are recorded. */
export const LOST_REASONS: readonly LostReason[] = ['connection_lost', 'too_large', 'malformed', 'already_read'];

/** The result of sending a message or a ping. The times are in milliseconds since it was sent. */
export type MarbleSending =
  /** The network accepted the message, or the server answered the ping. */
  | { readonly type: 'done'; readonly after: number }
  /** Nothing had happened when the recording ended. */
  | { readonly type: 'pending' }
  | { readonly type: 'failed'; readonly after: number; readonly detail: string; readonly code?: string | undefined };

/** A frame of a WebSocket. `at` is the time since the head, in milliseconds, and never decreases. */
export type MarbleFrame =
  /** A received message. */
  | { readonly type: 'text'; readonly at: number; readonly text: string }
  /** A received binary message. Its bytes are not recorded. */
  | { readonly type: 'binary'; readonly at: number }
  /** The server's close frame. */
  | { readonly type: 'close'; readonly at: number; readonly code: number; readonly reason: string }
  /** A message that the client sent: its `type`, e.g. `response.create`. Its content is not recorded. */
  | { readonly type: 'sent'; readonly at: number; readonly name: string; readonly sending: MarbleSending }
  /** A ping that the client sent. */
  | { readonly type: 'ping'; readonly at: number; readonly sending: MarbleSending };

/** The end of a WebSocket. `at` is the time since the head, in milliseconds. */
export type MarbleSocketEnding =
  /** The connection ended, with or without a close frame. */
  | { readonly type: 'end'; readonly at: number }
  /** The connection failed. `reason` is undefined for an error of type `transport`. */
  | {
      readonly type: 'lost';
      readonly at: number;
      readonly detail: string;
      readonly code?: string | undefined;
      readonly reason?: LostReason | undefined;
    }
  /** The client closed the socket, or the recording stopped early. */
  | { readonly type: 'cancelled'; readonly at: number };

/** An open WebSocket in a `.marble` file. The times of its frames and of its end are relative to the head. */
export interface MarbleSocket extends RecordedHead {
  readonly type: 'socket';
  /** The time from the handshake to the head (status and headers), in milliseconds. */
  readonly after: number;
  /** The frames of both directions, in their order. */
  readonly frames: readonly MarbleFrame[];
  readonly ending: MarbleSocketEnding;
}

const isLostReason = (reason: string): reason is LostReason => LOST_REASONS.some((known) => known === reason);

/** Returns the recorded reason with this name. */
export const lostReasonOf = (reason: string): LostReason | undefined => (isLostReason(reason) ? reason : undefined);
