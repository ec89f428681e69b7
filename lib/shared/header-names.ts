/** HTTP headers between a gateway and `POST /v1/messages`: docs/gateway.md. */
export const labwireHeaders = {
  /** In an answer: the message's id and its outcome. */
  messageId: 'labwire-message-id',
  outcome: 'labwire-outcome',
  /** In a request: the gateway's evidence for the sender. It may name a person. */
  sender: 'labwire-sender',
  /** In a request: `application` if the sender wants the application's acknowledgment. */
  acknowledgment: 'labwire-acknowledgment',
} as const;
