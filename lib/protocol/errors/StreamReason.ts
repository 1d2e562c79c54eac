/**
 * Why a stream failed: one value per cause.
 *
 * - `idle`: nothing came within the idle timeout
 * - `truncated`: the stream ended before the answer was complete
 * - `connection_lost`: the connection was reset in the middle of the answer
 * - `closed`: the server closed the WebSocket before the answer was complete
 * - `closed_by_caller`: the program closed the connection with `close()`
 * - `too_large`: a line, an event, a message or a body is longer than its limit
 * - `not_event_stream`: the body is something else, such as a page of HTML
 * - `not_json`: a body or a frame is not JSON
 * - `malformed`: the server violated the protocol of the stream
 * - `undecodable`: JSON that lacks what its type promises, or that does not fit the caller's codec
 * - `refused`: the model refused to give the structured answer
 * - `no_value`: the stream completed without the value that was awaited
 * - `already_read`: the body of a response was subscribed a second time
 * - `cancelled`: the response was cancelled, not by unsubscribing but at the server
 * - `unexplained`: the server reported a failure and no cause
 * - `turn_failed`: the agent reported that its turn failed
 * - `process_ended`: the agent's program ended in the middle of a turn
 * - `exception`: something that is not an `ApiError` was thrown
 */
export type StreamReason =
  | 'idle'
  | 'truncated'
  | 'connection_lost'
  | 'closed'
  | 'closed_by_caller'
  | 'too_large'
  | 'not_event_stream'
  | 'not_json'
  | 'malformed'
  | 'undecodable'
  | 'refused'
  | 'no_value'
  | 'already_read'
  | 'cancelled'
  | 'unexplained'
  | 'turn_failed'
  | 'process_ended'
  | 'exception';
