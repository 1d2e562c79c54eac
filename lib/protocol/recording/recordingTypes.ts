// The types of recordings: those of lines with times, and those of `.marble` files.
export type { RecordedChunk, RecordedEnding, RecordedHead, Recording } from './Recording.js';
export type {
  MarbleEvent,
  MarbleEvents,
  MarbleEventsEnding,
  MarbleExchange,
  MarbleFailure,
  MarbleFile,
  MarbleReply,
  MarbleRequest,
} from './marbleFile/MarbleFile.js';
export type {
  LostReason,
  MarbleFrame,
  MarbleSending,
  MarbleSocket,
  MarbleSocketEnding,
} from './marbleFile/MarbleSocket.js';
