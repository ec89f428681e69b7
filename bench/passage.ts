import { memoryStores } from '../lib/adapters/memory/stores.ts';
import { acceptMessage } from '../lib/app/accept/accept-message.ts';
import { normalizeMessage } from '../lib/app/process/normalize-message.ts';
import { renderFhirUpdate } from '../lib/destinations/fhir/render.ts';
import { schema as fhirSchema } from '../lib/destinations/fhir/schema.ts';
import { schema as hl7Schema } from '../lib/destinations/hl7-http/schema.ts';
import { renderHl7Update } from '../lib/destinations/render-hl7.ts';
import { checkSite } from '../lib/site/load-site.ts';

const loaded = checkSite({
  laboratory: { name: 'Bench', system: 'https://lab.test', timeZone: 'America/New_York' },
  sources: [{ id: 'any', kind: 'lis' }],
  destinations: [{ id: 'ehr', kind: 'queue' }],
});
if (!loaded.ok) throw new Error(JSON.stringify(loaded));
const { site } = loaded;
const clock = () => new Date('2026-03-02T14:00:00Z');

/** One message on its way through the system. */
export interface Passage {
  readonly ms: number;
  readonly outcome: string;
  readonly written: number;
}

/**
 * Accepts a message, normalizes it, and renders what is delivered as FHIR and as HL7 v2. Everything is in memory, so
 * that only our own work is measured.
 */
export async function pass(bytes: Uint8Array): Promise<Passage> {
  const stores = memoryStores();
  const dependencies = { ...stores, site, siteVersion: 'bench', clock };
  const begin = performance.now();
  const { outcome } = await acceptMessage(bytes, { ...stores, site, clock });
  let written = 0;
  let state: string = outcome;
  for (const entry of stores.inbound.entries)
    state = (await normalizeMessage(entry.messageId, dependencies, entry)).outcome;
  for (const { update } of stores.updates.updates) {
    const fhir = renderFhirUpdate(update.content, ehr.fhir, site.laboratory);
    const hl7 = await renderHl7Update(update.content, ehr.hl7, {
      laboratory: site.laboratory,
      runScript: undefined,
    });
    written += fhir.json.length + hl7.length;
  }
  return { ms: performance.now() - begin, outcome: state, written };
}

const ehr = {
  fhir: { ...fhirSchema.parse({ id: 'fhir', kind: 'fhir', url: 'https://ehr.test/fhir' }), translations: [] },
  hl7: { ...hl7Schema.parse({ id: 'hl7', kind: 'hl7-http', url: 'https://ehr.test/hl7' }), translations: [] },
};
