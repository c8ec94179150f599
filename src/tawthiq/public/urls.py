"""Every address of the public site; the language is the first part of the path."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from tawthiq.public.views import api, articles, downloads, errors, explore, feeds, incidents, pages, writing

_LOCALISED: list[URLPattern | URLResolver] = [
    path("", pages.show_home, name="home"),
    path("incidents/", incidents.list_incidents, name="incidents"),
    re_path(r"^incidents/(?P<ref>[A-Z]{2}-\d{6,18})/$", incidents.show_incident, name="incident"),
    path("map/", incidents.show_map, name="map"),
    path("timeline/", explore.show_timeline, name="timeline"),
    path("massacres/", explore.list_massacres, name="massacres"),
    path("memorial/", explore.show_memorial, name="memorial"),
    path("feed.xml", feeds.atom, name="atom"),
    path("rss.xml", feeds.rss, name="rss"),
    path("figures/", pages.show_figures, name="figures"),
    path("articles/", articles.list_articles, name="articles"),
    path("articles/<slug:slug>/", articles.show_article, name="article"),
    path("write/", writing.write, name="write"),
    path("answer/", writing.answer, name="answer"),
    path("method/", pages.show_method, name="method"),
    path("about/", pages.show_about, name="about"),
    path("corrections/", pages.list_corrections, name="corrections"),
    path("contact/", pages.show_contact, name="contact"),
    path("downloads/", downloads.show_downloads, name="downloads"),
    path("releases/", downloads.list_releases, name="releases"),
    path("releases/<int:number>/", downloads.show_release, name="release"),
    path("api/", downloads.explain_api, name="api"),
]
_API: list[URLPattern | URLResolver] = [
    path("openapi.json", api.describe_api, name="openapi"),
    path("releases", api.list_releases),
    path("releases/<int:number>", api.show_release),
    path("releases/<int:number>/incidents", api.list_incidents),
    path("releases/<int:number>/incidents/<str:ref>", api.show_incident),
    path("releases/<int:number>/figures", api.list_figures),
    path("releases/<int:number>/places", api.list_places),
    path("releases/<int:number>/parties", api.list_parties),
]
urlpatterns = [
    path("", pages.choose_language, name="root"),
    re_path(r"^(?:ar|en)/", include(_LOCALISED)),
    path("releases/<int:number>/<str:name>", downloads.send_file, name="file"),
    path("api/v1/", include(_API)),
    path("sitemap.xml", feeds.sitemap_index),
    path("sitemap-<int:part>.xml", feeds.sitemap),
    path("robots.txt", feeds.robots),
    path("favicon.ico", RedirectView.as_view(url="/static/public/icon.svg")),
]
handler400 = errors.refuse
handler404 = errors.not_found
handler500 = errors.broken
