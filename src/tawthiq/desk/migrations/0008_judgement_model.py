from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0007_imported_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='judgement',
            name='moved',
            field=models.JSONField(default=dict, help_text='claims that came into the incident with this word, and its digest before'),
        ),
        migrations.AddField(
            model_name='judgement',
            name='model',
            field=models.CharField(blank=True, help_text='the version that gave the score', max_length=40),
        ),
    ]
