import type { ServerProfile } from '../protocol/ServerProfile.js';

/** The properties of a provider that change the body of a request. */
export interface PayloadTarget {
  /** Is true for Azure, which stores responses by default and then requires the ids of items. */
  readonly azure: boolean;
  /** The profile of the server. */
  readonly profile: ServerProfile;
  /** The name by which items remember this provider. */
  readonly origin: string;
  /** Is true for Vertex, whose Gemini API has no ids of calls. */
  readonly vertex?: boolean;
}
