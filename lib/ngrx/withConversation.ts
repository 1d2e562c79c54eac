import { withProps, type EmptyFeatureResult, type SignalStoreFeature } from '@ngrx/signals';
import {
  injectConversation,
  type InjectConversationOptions,
  type SignalConversation,
} from '../angular/injectConversation.js';

/** The members that `withConversation` adds to a store. */
export interface ConversationFeature extends Omit<EmptyFeatureResult, 'props'> {
  readonly props: SignalConversation;
}

/**
 * Adds a conversation to a SignalStore of NgRx: the signals `history`, `answer`, `busy` and `queued`, and the methods
 * of a `Conversation`.
 *
 * Errors: none; they are in `answer().error`. Teardown: the connection is closed when the store is destroyed.
 *
 * @example
 * const ChatStore = signalStore(
 *   withConversation(),
 *   withComputed(({ answer }) => ({ text: computed(() => answer()?.text ?? '') })),
 * );
 */
export const withConversation = (
  options: InjectConversationOptions = {},
): SignalStoreFeature<EmptyFeatureResult, ConversationFeature> => withProps(() => injectConversation(options));
