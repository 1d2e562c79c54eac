import OpenAI from 'openai7';
import type { Open } from './Contender.js';
import { created, helped, sdkOptions } from './openai.js';

export const openai7: Open = (setting) => created(new OpenAI(sdkOptions(setting)), setting);
export const openai7Stream: Open = (setting) => helped(new OpenAI(sdkOptions(setting)), setting);
