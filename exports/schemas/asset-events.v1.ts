import { datasetExport, field } from './dataset-export.ts';

export const assetEventsV1 = datasetExport({
  name: 'asset_events',
  version: '1.0.0',
  meaning: 'Custody, place and state of assets, as scanned in the field',
  controls: [],
  dateColumn: 'event_date',
  fields: [
    field('asset_id', 'code', 'Asset'),
    field('event', 'code', 'What happened'),
    field('custodian', 'text', 'Who holds it'),
    field('location', 'text', 'Place'),
    field('lat', 'rate', 'Latitude in degrees'),
    field('lon', 'rate', 'Longitude in degrees'),
    field('accuracy_m', 'quantity', 'Accuracy in metres'),
    field('qr', 'code', 'Code as scanned'),
    field('device', 'code', 'Device'),
    field('occurred_at', 'timestamp', 'When it happened'),
    field('event_date', 'date', 'The day it counts for'),
    field('device_sequence', 'integer', "Number in the device's own order"),
  ],
});
