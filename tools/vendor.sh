#!/usr/bin/env bash
# Fetch the pinned design system releases and copy what browsers need to static/vendor/. Run only when a version changes.
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts=false \
    govuk-frontend@6.3.0 @ministryofjustice/frontend@11.1.0 accessible-autocomplete@3.0.1 esbuild@0.25

out="$here/static/vendor"
rm -rf "$out" && mkdir -p "$out/govuk" "$out/moj" "$out/autocomplete"
tidy() { sed -e 's#url(/assets/#url(assets/#g' -e 's#url("/assets/#url("assets/#g' -e '/sourceMappingURL/d' -e 's#/\*\# sourceMappingURL=.*\*/##'; }
tidy < node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.css > "$out/govuk/govuk-frontend.min.css"
cp -r node_modules/govuk-frontend/dist/govuk/assets "$out/govuk/assets"
tidy < node_modules/@ministryofjustice/frontend/moj/moj-frontend.min.css > "$out/moj/moj-frontend.min.css"
cp -r node_modules/@ministryofjustice/frontend/moj/assets "$out/moj/assets"
tidy < node_modules/accessible-autocomplete/dist/accessible-autocomplete.min.css > "$out/autocomplete/accessible-autocomplete.min.css"
cat > entry.js <<'JS'
import { initAll } from 'govuk-frontend'
import { initAll as initMoj } from '@ministryofjustice/frontend'
import accessibleAutocomplete from 'accessible-autocomplete'
initAll()
initMoj()
window.accessibleAutocomplete = accessibleAutocomplete
JS
npx esbuild entry.js --bundle --minify --format=esm --legal-comments=none --outfile="$out/frontend.min.js"
for name in govuk-frontend @ministryofjustice/frontend accessible-autocomplete; do
    echo "$name $(node -p "require('./node_modules/$name/package.json').version"), MIT licence"
done > "$out/VERSIONS"
