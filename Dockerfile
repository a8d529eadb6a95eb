# The service: an ordinary user, no build tools, no stand-ins. Styles, scripts and fonts are in the tree already.
#
#   docker build .                    what production runs
#   docker build --target local .     the same with the stand-ins, for trying it out (docker-compose.yml)

FROM python:3.12-slim AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /service
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin service
COPY requirements-image.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-image.txt
EXPOSE 8000
# The host a request names must be one of ours, also when the asking comes from within.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as u; host = os.environ.get('ALLOWED_HOSTS', 'localhost').split(',')[0]; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=4)"]
CMD ["gunicorn", "claims_service.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--preload", "--no-control-socket", "--graceful-timeout", "25"]

FROM base AS tree
COPY manage.py ./
COPY apps apps
COPY claims_service claims_service
COPY static static
COPY templates templates

FROM tree AS local
ENV DJANGO_SETTINGS_MODULE=claims_service.settings.local
RUN mkdir .var && chown service .var
USER service

FROM tree AS built
ENV DJANGO_SETTINGS_MODULE=claims_service.settings.production
RUN rm -r claims_service/local claims_service/settings/local.py claims_service/settings/test.py
# What production must be told counts for nothing here, but it will not start without.
RUN export SECRET_KEY=building ALLOWED_HOSTS=localhost BASE_URL=https://localhost SUPPORT_EMAIL=a@b.example SECURITY_CONTACTS=mailto:a@b.example && python manage.py collectstatic --noinput --verbosity 0

FROM base AS service
ENV DJANGO_SETTINGS_MODULE=claims_service.settings.production
COPY --from=built /service /service
USER service
