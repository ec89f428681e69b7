/** The Subscription that a client posts (Subscriptions R5 Backport 1.1, FHIR R4). */
export function aSubscription(
  endpoint: string,
  { patient, header }: { readonly patient?: string; readonly header?: readonly string[] } = {},
) {
  const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';
  const filter = `${backport}/backport-filter-criteria`;
  return {
    resourceType: 'Subscription',
    meta: { profile: [`${backport}/backport-subscription`] },
    status: 'requested',
    reason: 'New reports',
    criteria: 'https://lab.test/SubscriptionTopic/reports',
    ...(patient === undefined
      ? {}
      : {
          _criteria: {
            extension: [{ url: filter, valueString: `DiagnosticReport?patient=Patient/${patient}` }],
          },
        }),
    channel: {
      type: 'rest-hook',
      endpoint,
      payload: 'application/fhir+json',
      _payload: { extension: [{ url: `${backport}/backport-payload-content`, valueCode: 'id-only' }] },
      ...(header === undefined ? {} : { header }),
    },
  };
}
