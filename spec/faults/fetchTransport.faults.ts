import { declareFaults } from './declareFaults.js';

declareFaults('fetchTransport');
