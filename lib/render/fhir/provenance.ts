import type { Provenance, Reference, Resource } from '@medplum/fhirtypes';
import type { ReportVersion } from '../../model/report.ts';
import type { RenderContext } from './render-context.ts';

/** A report version with its message and its time. */
export type RenderedVersion = Pick<
  ReportVersion,
  'report' | 'version' | 'messageId' | 'createdAt' | 'supersedes' | 'retired' | 'subject'
>;

/** The origin of a report version: the message, its sender, and the program that rendered it. */
export function renderProvenance(
  { report, version, messageId, createdAt }: RenderedVersion,
  targets: readonly Reference<Resource>[],
  context: RenderContext,
): Provenance {
  const participant = (code: string) => ({
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code }],
  });
  return {
    resourceType: 'Provenance',
    target: targets.map(({ reference }) => ({ reference: reference ?? '' })),
    recorded: createdAt,
    activity: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation',
          code: version === 1 ? 'CREATE' : 'UPDATE',
        },
      ],
    },
    agent: [
      {
        type: participant('author'),
        who: {
          identifier: { system: `${context.base}/source`, value: report.source },
          display: report.source,
        },
      },
      { type: participant('assembler'), who: { display: 'Labwire' } },
    ],
    entity: messagesOf(report, messageId).map((id) => ({
      role: 'source',
      what: { identifier: { system: `${context.base}/message`, value: id } },
    })),
  };
}

/** The message that made the version, then the other messages of the report. */
const messagesOf = ({ parts }: ReportVersion['report'], messageId: string): string[] => [
  ...new Set([messageId, ...parts.map((part) => part.messageId)]),
];
