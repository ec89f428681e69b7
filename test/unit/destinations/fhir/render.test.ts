import { expect, test } from '@jest/globals';
import { renderFhirUpdate } from '../../../../lib/destinations/fhir/render.ts';
import { aDestination, dependencies } from '../../../support/destinations.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';

const version = asVersion(reportOf(anOru()));
const config = aDestination({ kind: 'fhir', url: 'https://ehr.test' });

test('an update has the codes of its destination first', () => {
  const translations = [{ code: 'GLU', to: { code: '4711', system: 'EHR' } }];
  expect(renderFhirUpdate(version, { ...config, translations }, dependencies.laboratory).json).toContain(
    '"coding":[{"system":"https://lab.test/codesystem/EHR","code":"4711"}',
  );
});

test('resources name the profiles of the version of US Core that the destination asks for', () => {
  const { laboratory } = dependencies;
  const profiled = { ...config, profiles: 'us-core-6' } as const;
  expect(renderFhirUpdate(version, profiled, laboratory).json).toContain(
    '"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab|6.1.0"]',
  );
  expect(renderFhirUpdate(version, config, laboratory).json).not.toContain('"profile"');
});

test('a report that cannot be written waits for a person', () => {
  const report = { ...version.report, observations: [undefined] } as unknown as typeof version.report;
  expect(() => renderFhirUpdate({ ...version, report }, config, dependencies.laboratory)).toThrow(
    expect.objectContaining({ code: 'NotRendered', disposition: 'permanent' }),
  );
});
