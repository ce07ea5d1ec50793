# Compiles the engine, builds the site and keeps what runs them. Arguments and steps: docs/deployment.md.

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY bin bin
COPY src src
RUN npm run build
COPY templates templates
COPY content content
# Canonical links, feeds and sitemaps need whole addresses. It is no secret.
ARG SITE_URL
RUN node bin/enddel.js build

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY bin bin
# With these the same image builds again, from a database or with other content.
COPY templates templates
COPY content content
COPY --from=build /app/dist dist
COPY --from=build --chown=1000:1000 /app/out out
# The user `node`, by number: Kubernetes can tell that it is not root.
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/enddel.js"]
CMD ["serve"]
