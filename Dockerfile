# The bot as a container. What belongs to a page comes from the environment or from files (APP_SECRET_FILE, …).
#   docker build -t piotnet-bot .
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/bot && /opt/bot/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY bot bot
COPY faq faq
COPY intents intents
RUN /opt/bot/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 bot && install -d -o bot /data /home/bot/data
COPY --from=build /opt/bot /opt/bot
# The staff's rooms: mount your own folders over these two.
COPY --chown=bot faq/content /content/faq
COPY --chown=bot intents/content /content/intents
ENV PATH=/opt/bot/bin:$PATH PYTHONUNBUFFERED=1 \
    FAQ_DIR=/content/faq INTENTS_DIR=/content/intents DATABASE_URL=sqlite:////data/bot.db PORT=8000
USER bot
WORKDIR /home/bot
VOLUME /data
EXPOSE 8000
# Lives, not ready: a page that Meta has stopped is no reason to start the container again and again.
HEALTHCHECK --start-period=90s CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=3)"]
ENTRYPOINT ["piotnet-bot"]
CMD ["serve"]
