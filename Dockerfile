# The gateway: see docs/gateway.md. Runs as nobody in particular, on a file system that it does not write to.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages packages
RUN npm ci --omit=dev
COPY cli cli
COPY gateway gateway
COPY lib lib
COPY profiles profiles
COPY site site

FROM node:24-slim
WORKDIR /app
COPY --from=build /app .
RUN mkdir /data && chown node:node /data
USER node
ENV LABWIRE_SITE=/site LABWIRE_DATA=/data LABWIRE_HEALTH_HOST=0.0.0.0 LABWIRE_HEALTH_PORT=8081
VOLUME ["/data", "/site"]
EXPOSE 2575 8081
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.LABWIRE_HEALTH_PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "cli/labwire.ts", "gateway"]
